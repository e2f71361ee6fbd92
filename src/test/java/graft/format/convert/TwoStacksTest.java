package graft.format.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.peft.PeftExport;
import graft.format.convert.peft.PeftImport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of PEFT for an encoder with a decoder behind it, of two layers each. */
class TwoStacksTest {
  private static final String SELF = "%s.block.%d.layer.0.SelfAttention.%s";
  private static final String CROSS = "decoder.block.%d.layer.1.EncDecAttention.%s";
  private static final TargetModel T5 =
      new TargetModel(Known.architecture("t5"), "T5AdapterModel", "m", 2, 2, 4, 2, linears());

  @Test
  void oneChoiceForAllLayersIsAdapterHubs() {
    List<String> all = linears().stream().filter(path -> !path.endsWith(".k")).toList();
    PeftAdapter file = file(Map.of("target_modules", List.of("q", "v")), all);

    SavedAdapter moved = PeftImport.of(file, T5, "a");
    PeftAdapter back = PeftExport.of(moved);

    assertThat(config(moved))
        .containsEntry("architecture", "lora")
        .containsEntry("attn_matrices", List.of("q", "v"))
        .containsEntry("leave_out", List.of());
    assertThat(moved.adapter().tensors())
        .containsKey("transformer." + CROSS.formatted(1, "q") + ".loras.a.lora_A");
    assertThat(back.tensors()).isEqualTo(file.tensors());
    assertThat(back.config()).containsEntry("target_modules", List.of("q", "v"));
  }

  /** A decoder's layers count on from the encoder's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          encoder\\..*\\.q                  ; lora      ; 2,3
          (en|de)coder\\.block\\.1\\..*\\.q ; lora      ; 0,2
          decoder\\..*\\.q                  ; lora      ; 0,1
          .*EncDecAttention\\.q             ; peft_lora ;
          .*SelfAttention\\.q               ; peft_lora ;
          """)
  void whatLeavesOutMoreThanLayersStaysAsItIs(
      String expression, String architecture, String leaveOut) {
    List<String> chosen = linears().stream().filter(path -> path.matches(expression)).toList();
    PeftAdapter file = file(Map.of("target_modules", expression), chosen);

    SavedAdapter moved = PeftImport.of(file, T5, "a");

    assertThat(config(moved)).containsEntry("architecture", architecture);
    if (leaveOut != null) {
      assertThat(config(moved))
          .containsEntry(
              "leave_out", Stream.of(leaveOut.split(",")).map(Integer::valueOf).toList());
    }
    PeftAdapter back = PeftExport.of(moved);
    assertThat(back.tensors()).isEqualTo(file.tensors());
    assertThat(new TreeSet<>((List<?>) back.config().get("target_modules")))
        .isEqualTo(new TreeSet<>(chosen));
  }

  /** Not the last: that is the sublayer's. */
  @Test
  void aLayerIsTheFirstNumberOfAPath() {
    Map<String, Object> config =
        Map.of("target_modules", List.of("q"), "layers_to_transform", List.of(0));
    List<String> chosen =
        List.of(
            SELF.formatted("encoder", 0, "q"),
            SELF.formatted("decoder", 0, "q"),
            CROSS.formatted(0, "q"));

    SavedAdapter moved = PeftImport.of(file(config, chosen), T5, "a");

    assertThat(config(moved)).containsEntry("leave_out", List.of(1, 3));
    assertThatThrownBy(
            () -> PeftImport.of(file(config, List.of(SELF.formatted("encoder", 1, "q"))), T5, "a"))
        .hasMessageContaining("which target_modules does not choose");
  }

  @Test
  void aStackHasItsOwnNumberOfLayers() {
    List<String> paths = List.of(SELF.formatted("decoder", 2, "q"));

    assertThatThrownBy(() -> PeftImport.of(file(Map.of(), paths), T5, "a"))
        .hasMessageContaining("the model has 2 layers");
  }

  /** PEFT cannot make a model of SEQ_2_SEQ_LM with transformers 5. */
  @Test
  void whatWritesIsSaidByItsClass() {
    List<String> all = linears().stream().filter(path -> path.endsWith(".q")).toList();
    PeftAdapter file = file(Map.of("task_type", "SEQ_2_SEQ_LM"), all);

    SavedAdapter moved = PeftImport.of(file, T5, "a");
    PeftAdapter back = PeftExport.of(moved);

    assertThat(moved.adapter().envelope().modelClass()).isEqualTo("T5ForConditionalGeneration");
    assertThat(back.config())
        .containsEntry("task_type", null)
        .containsEntry(
            "auto_mapping",
            Map.of(
                "base_model_class", "T5ForConditionalGeneration",
                "parent_library", "transformers.models.t5.modeling_t5"));
    assertThat(PeftImport.of(back, T5, "a").adapter()).isEqualTo(moved.adapter());
  }

  /** The class that tells classes has the base model inside. */
  @Test
  void beforeAHeadForClassesPathsHaveAPrefix() {
    List<String> all =
        linears().stream().filter(p -> p.endsWith(".q")).map(p -> "transformer." + p).toList();
    List<Tensor> head = new ArrayList<>();
    for (String part : List.of("dense", "out_proj")) {
      String path = "base_model.model.classification_head." + part;
      head.add(Tensor.of(path + ".weight", new long[] {2, 2}, 1, 2, 3, 4));
      head.add(Tensor.of(path + ".bias", new long[] {2}, 1, 2));
    }
    Map<String, Object> config =
        Map.of("task_type", "SEQ_CLS", "modules_to_save", List.of("classification_head"));

    PeftAdapter file = file(config, all, head.toArray(Tensor[]::new));

    assertThat(PeftExport.of(PeftImport.of(file, T5, "a")).tensors()).isEqualTo(file.tensors());
  }

  private static Map<String, Object> config(SavedAdapter adapter) {
    return adapter.adapter().envelope().config().orElseThrow();
  }

  private static Set<String> linears() {
    Set<String> paths = new TreeSet<>();
    for (String projection : List.of("q", "k", "v")) {
      for (int layer = 0; layer < 2; layer++) {
        paths.add(SELF.formatted("encoder", layer, projection));
        paths.add(SELF.formatted("decoder", layer, projection));
        paths.add(CROSS.formatted(layer, projection));
      }
    }
    return paths;
  }

  private static PeftAdapter file(
      Map<String, Object> config, List<String> paths, Tensor... others) {
    Map<String, Object> all = new HashMap<>(Map.of("peft_type", "LORA", "r", 1, "lora_alpha", 2));
    all.putAll(config);
    Map<String, Tensor> tensors = new TreeMap<>();
    for (String path : paths) {
      String name = "base_model.model." + path;
      add(Tensor.of(name + ".lora_A.weight", new long[] {1, 2}, 1, 2), tensors);
      add(Tensor.of(name + ".lora_B.weight", new long[] {2, 1}, 3, 4), tensors);
    }
    Stream.of(others).forEach(tensor -> add(tensor, tensors));
    return new PeftAdapter(all, tensors);
  }

  private static void add(Tensor tensor, Map<String, Tensor> tensors) {
    tensors.put(tensor.name(), tensor);
  }
}
