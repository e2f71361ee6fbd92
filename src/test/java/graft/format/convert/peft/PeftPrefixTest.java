package graft.format.convert.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.Peft;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.convert.AttentionShape;
import graft.format.convert.TargetModel;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prefixes between the forms of the two libraries. */
class PeftPrefixTest {
  private static final TargetModel BERT =
      new TargetModel("bert", "BertAdapterModel", "bert-a", 32, 3, Set.of());
  private static final TargetModel ROBERTA =
      new TargetModel("roberta", "RobertaAdapterModel", "roberta-a", 32, 2, Set.of());
  private static final String OURS = "bert.prefix_tuning.prefix_tunings.a.self_prefix.";

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bert, peft-bert-prefix, 5, SEQ_CLS",
    "bert, peft-bert-prefix-projection, 4, SEQ_CLS",
    "bert, peft-bert-prefix-tokcls, 3, TOKEN_CLS",
    "roberta, peft-roberta-prefix, 4, SEQ_CLS"
  })
  void prefixesOfPeftComeBackAsTheyWere(
      String architecture, String name, int length, String taskType) {
    PeftAdapter peft = saved(architecture, name);

    SavedAdapter moved = PeftImport.of(peft, architecture.equals("bert") ? BERT : ROBERTA, "a");
    AttentionShape cache = AttentionShape.even(architecture.equals("bert") ? 3 : 2);
    PeftAdapter back = PeftExport.of(moved, Optional.of(cache));

    assertThat(PublishedConfig.read(moved.adapter().envelope().config().orElseThrow()))
        .isEqualTo(
            AdapterConfig.read(
                "prefix_tuning_flat[shift_positions=True,prefix_length=" + length + "]"));
    assertThat(back.tensors()).isEqualTo(peft.tensors());
    for (String same : new String[] {"num_virtual_tokens", "num_layers", "token_dim"}) {
      assertThat(back.config()).containsEntry(same, peft.config().get(same));
    }
    assertThat(back.config())
        .containsEntry("peft_type", "PREFIX_TUNING")
        .containsEntry("task_type", taskType)
        .containsEntry("prefix_projection", false)
        // PEFT was seen to load this, and to ask the base model for its heads.
        .containsEntry("num_attention_heads", null)
        .containsEntry("inference_mode", true);
  }

  @Test
  void withoutAHeadTheyAreAnExtractorOfFeatures() {
    PeftAdapter headless =
        new PeftAdapter(
            Map.of("peft_type", "PREFIX_TUNING", "num_virtual_tokens", 5),
            Map.of("prompt_embeddings", prefixes("prompt_embeddings", 5, 192)));

    SavedAdapter moved = PeftImport.of(headless, BERT, "a");

    assertThat(moved.head()).isEmpty();
    assertThat(PeftExport.of(moved).config()).containsEntry("task_type", "FEATURE_EXTRACTION");
  }

  @Test
  void whatANetworkMakesIsSavedWithoutIt() {
    Map<String, Object> config = config("prefix_tuning[prefix_length=1,bottleneck_size=2]");
    SavedAdapter networked =
        adapter(
            "bert",
            config,
            Tensor.of(OURS + "wte.weight", new long[] {1, 2}, 0.5f, -1),
            Tensor.of(OURS + "control_trans.0.weight", new long[] {2, 2}, 1, 2, 3, 4),
            Tensor.of(OURS + "control_trans.0.bias", new long[] {2}, 1, 2),
            Tensor.of(OURS + "control_trans.2.weight", new long[] {4, 2}, 1, 0, 0, 1, 1, 1, 2, -1),
            Tensor.of(OURS + "control_trans.2.bias", new long[] {4}, 0, 0, 0, 10));

    Tensor made = PeftExport.of(networked).tensors().get("prompt_embeddings");

    double one = Math.tanh(0.5 - 2 + 1);
    double two = Math.tanh(1.5 - 4 + 2);
    assertThat(made.shape()).containsExactly(1, 4);
    assertThat(made.floats())
        .containsExactly(
            new float[] {
              (float) one, (float) two, (float) (one + two), (float) (2 * one - two + 10)
            },
            within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({
    "bert, prefix_tuning_flat, shift_positions is false: PEFT's prefixes shift the positions",
    "bert, 'prefix_tuning_flat[shift_positions=True,use_gating=True]', PEFT has no gates on prefixes",
    "bert, 'prefix_tuning_flat[shift_positions=True,leave_out=[1]]', leave_out is [1]: PEFT puts",
    "bert, 'prefix_tuning[shift_positions=True,non_linearity=''gelu'']', eject the prefixes first",
    "distilbert, 'prefix_tuning_flat[shift_positions=True]', prefixes of distilbert models are not",
    "bert, 'prefix_tuning_flat[shift_positions=True]', has no tensor bert.prefix_tuning"
  })
  void whatPeftCannotSayIsRefused(String modelType, String notation, String reason) {
    SavedAdapter adapter = adapter(modelType, AdapterConfig.read(notation).json());

    assertThatThrownBy(() -> PeftExport.of(adapter))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((GraftException) e).code())
        .isEqualTo(ErrorCode.FORMAT_NOT_SUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({
    "prefix_tuning[shift_positions=True], false",
    "prefix_tuning[shift_positions=True]|ia3, false",
    "prefix_tuning, true",
    "mam, true",
    "lora, true"
  })
  void adapterHubHasNoWordForTheShift(String notation, boolean isPublished) {
    AdapterConfig config = AdapterConfig.read(notation);

    if (isPublished) {
      PublishedConfig.requirePublished(config, BERT.part("a", Map.of(), Map.of()));
      assertThat(PublishedConfig.of(config).toString()).doesNotContain("shift_positions");
    } else {
      assertThatThrownBy(
              () -> PublishedConfig.requirePublished(config, BERT.part("a", Map.of(), Map.of())))
          .isInstanceOf(GraftException.class)
          .hasMessageContaining("shift_positions is true: AdapterHub's prefixes do not shift");
    }
  }

  @Test
  void prefixesThatDoNotFitAreRefused() {
    assertImportRefused(ErrorCode.INVALID_ADAPTER, "prompt_embeddings is missing");
    assertImportRefused(
        ErrorCode.INVALID_ADAPTER,
        "expected a row of 192 numbers for each virtual token",
        prefixes("prompt_embeddings", 5, 190));
    assertImportRefused(
        ErrorCode.INVALID_ADAPTER,
        "num_virtual_tokens is 5",
        prefixes("prompt_embeddings", 6, 192));
    assertImportRefused(
        ErrorCode.FORMAT_NOT_SUPPORTED,
        "AdapterHub has no place for tensor x",
        prefixes("prompt_embeddings", 5, 192),
        prefixes("x", 1, 1));
    assertImportRefused(
        ErrorCode.INVALID_ADAPTER,
        "has no tensors of classifier, which modules_to_save says was trained",
        prefixes("prompt_embeddings", 5, 192),
        prefixes("base_model.y", 1, 1));
  }

  private void assertImportRefused(ErrorCode code, String reason, Tensor... tensors) {
    PeftAdapter adapter =
        new PeftAdapter(saved("bert", "peft-bert-prefix").config(), byName(tensors));
    assertThatThrownBy(() -> PeftImport.of(adapter, BERT, "a"))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((GraftException) e).code())
        .isEqualTo(code);
  }

  private PeftAdapter saved(String architecture, String name) {
    return Peft.read(ParityModels.saved(architecture, name).resolve("default"), arena);
  }

  private static Map<String, Object> config(String notation) {
    Map<String, Object> config = new HashMap<>(AdapterConfig.read(notation).json());
    config.put("shift_positions", true);
    return config;
  }

  private static SavedAdapter adapter(
      String modelType, Map<String, Object> config, Tensor... tensors) {
    AdapterConfigFile envelope = AdapterConfigFile.of("a", config, modelType, "", "m", 2);
    return new SavedAdapter(new SavedPart(envelope, byName(tensors)), Optional.empty());
  }

  private static Tensor prefixes(String name, int rows, int columns) {
    return Tensor.of(name, new long[] {rows, columns}, new float[rows * columns]);
  }

  private static Map<String, Tensor> byName(Tensor... tensors) {
    Map<String, Tensor> byName = new TreeMap<>();
    for (Tensor tensor : tensors) {
      byName.put(tensor.name(), tensor);
    }
    return byName;
  }
}
