package graft.format.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.architecture.ModelConfig;
import graft.architecture.Registry;
import graft.format.Tensor;
import graft.format.adapter.Peft;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.Serving;
import graft.format.convert.peft.PeftExport;
import graft.format.convert.peft.PeftImport;
import graft.format.model.ModelDirectory;
import graft.parity.ParityModels;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The PEFT directories of decoders are what servers of LoRA adapters document that they read. */
class ServedAdaptersTest {
  private static final String PAIR =
      "base_model\\.model\\.(model\\.layers|transformer\\.h)\\.\\d+"
          + "\\.(self_attn|attn|mlp)\\.\\w+\\.lora_[AB]\\.weight";

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @ParameterizedTest
  @CsvSource({
    "llama, llama-a, peft-llama-lora",
    "llama, llama-a, peft-llama-lora-all-linear",
    "llama, llama-c, peft-llamac-lora-qkvo",
    "mistral, mistral-a, peft-mistral-lora",
    "mistral, mistral-c, peft-mistralc-lora",
    "qwen2, qwen2-a, peft-qwen2-lora",
    "qwen3, qwen3-a, peft-qwen3-lora",
    "qwen3, qwen3-a, peft-qwen3-lora-all-linear",
    "gpt2, gpt2-a, peft-gpt2-lora",
    "gpt2, gpt2-a, peft-gpt2-lora-all"
  })
  void aLoraOfALanguageModelIsOneOfPairsAlone(String architecture, String model, String name) {
    PeftAdapter exported = exported(architecture, model, name);

    Serving serving = Serving.of(exported);
    assertThat(serving.isOfLanguageModel()).isTrue();
    assertThat(serving.obstacles()).isEmpty();
    assertThat(exported.config())
        .containsEntry("peft_type", "LORA")
        .containsEntry("task_type", "CAUSAL_LM")
        .containsEntry("bias", "none")
        .containsEntry("use_dora", false)
        .containsEntry("modules_to_save", null)
        .containsEntry("rank_pattern", Map.of())
        .containsEntry("alpha_pattern", Map.of())
        .containsEntry("fan_in_fan_out", architecture.equals("gpt2"));
    assertThat(exported.config().get("target_modules")).isInstanceOf(List.class);
    long rank = (Integer) exported.config().get("r");
    assertThat(serving.rank()).isGreaterThanOrEqualTo((int) rank);
    assertThat(exported.tensors().values())
        .allSatisfy(tensor -> {
          assertThat(tensor.name()).matches(PAIR);
          assertThat(tensor.shape()[tensor.name().contains("lora_A") ? 0 : 1]).isEqualTo(rank);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "llama, llama-a, peft-llama-lora-seqcls, it brings whole modules along: [score], false",
    "llama, llama-a, peft-llama-ia3, it is IA3 and not LORA, true",
    "qwen3, qwen3-a, peft-qwen3-prefix, it is PREFIX_TUNING and not LORA, true"
  })
  void whatAServerWouldNotTakeIsSaid(
      String architecture, String model, String name, String obstacle, boolean isOfWords) {
    Serving serving = Serving.of(exported(architecture, model, name));

    assertThat(serving.obstacles()).containsExactly(obstacle);
    assertThat(serving.isOfLanguageModel()).isEqualTo(isOfWords);
  }

  @ParameterizedTest
  @CsvSource({
    "llama, llama-a, peft-llama-prefix",
    "llama, llama-c, peft-llamac-prefix",
    "mistral, mistral-c, peft-mistralc-prefix",
    "qwen3, qwen3-a, peft-qwen3-prefix"
  })
  void prefixesSayWhatTheHeadsOfTheKeysAre(String architecture, String model, String name) {
    PeftAdapter peft = saved(architecture, name);
    PeftAdapter exported = exported(architecture, model, name);

    for (String same :
        List.of(
            "task_type",
            "num_virtual_tokens",
            "num_layers",
            "num_attention_heads",
            "token_dim",
            "encoder_hidden_size")) {
      assertThat(exported.config()).containsEntry(same, peft.config().get(same));
    }
    assertThat(exported.tensors()).isEqualTo(peft.tensors());
  }

  /** PEFT finds them in the base model. */
  @ParameterizedTest
  @CsvSource({"llama, llama-a, peft-llama-prefix", "gpt2, gpt2-a, peft-gpt2-prefix"})
  void ofAModelThatIsNotAtHandPrefixesSayNothing(String architecture, String model, String name) {
    PeftAdapter exported = PeftExport.of(imported(architecture, model, name));

    assertThat(exported.config())
        .containsEntry("num_layers", null)
        .containsEntry("num_attention_heads", null)
        .containsEntry("token_dim", null);
  }

  private PeftAdapter exported(String architecture, String model, String name) {
    ModelDirectory directory = ModelDirectory.open(ParityModels.directory(architecture, model));
    return PeftExport.of(
        imported(architecture, model, name),
        Optional.of(AttentionShape.of(directory, directory.survey().facts())));
  }

  private SavedAdapter imported(String architecture, String model, String name) {
    ModelDirectory directory = ModelDirectory.open(ParityModels.directory(architecture, model));
    ModelConfig config = new ModelConfig(directory.config());
    int layers = Registry.entry(architecture).dimensions(config).layers();
    int hidden = directory.hiddenSize();
    int heads = config.size("num_attention_heads", config.size("n_head", 1));
    long width =
        (long) config.size("num_key_value_heads", heads) * config.size("head_dim", hidden / heads);
    TargetModel target =
        new TargetModel(
            Known.architecture(architecture),
            Registry.entry(architecture).architecture().adapterClass(),
            model,
            hidden,
            width,
            layers,
            0,
            Set.of());
    return PeftImport.of(saved(architecture, name), target, "a");
  }

  private PeftAdapter saved(String architecture, String name) {
    return Peft.read(ParityModels.saved(architecture, name).resolve("default"), arena);
  }

  private static Map<String, Tensor> byName(Tensor... tensors) {
    Map<String, Tensor> byName = new TreeMap<>();
    for (Tensor tensor : tensors) {
      byName.put(tensor.name(), tensor);
    }
    return byName;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lm_head.weight | brings lm_head along, a copy of the vocabulary projection",
        "model.embed_tokens.weight | trained layers of the base model whole, such as model.embed_tokens.weight"
      })
  void theVocabularyIsTheBaseModelsOwn(String saved, String reason) {
    PeftAdapter lora = saved("llama", "peft-llama-lora");
    Map<String, Object> config = new TreeMap<>(lora.config());
    config.put("modules_to_save", List.of(saved.replaceAll("^model\\.|\\.weight$", "")));
    Map<String, Tensor> tensors = new TreeMap<>(lora.tensors());
    tensors.putAll(byName(Tensor.of("base_model.model." + saved, new long[] {2, 1}, 1f, 2f)));
    TargetModel target =
        new TargetModel(
            Known.architecture("llama"), "LlamaAdapterModel", "llama-a", 32, 16, 2, 0, Set.of());

    assertThatThrownBy(() -> PeftImport.of(new PeftAdapter(config, tensors), target, "a"))
        .hasMessageContaining(reason);
    tensors.remove("base_model.model." + saved);
    assertThatThrownBy(() -> PeftImport.of(new PeftAdapter(config, tensors), target, "a"))
        .hasMessageContaining("which modules_to_save says was trained");
  }
}
