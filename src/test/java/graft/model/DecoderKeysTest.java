package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import graft.architecture.ModelConfig;
import graft.format.model.ModelDirectory;
import graft.parity.ParityModels;
import graft.spec.DeviceId;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.tensor.Devices;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What the registration of decoders, and of what is like them, finds of their configurations. */
class DecoderKeysTest {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llama       | {"layer_types": ["full_attention"]}                      | layer_types must list
          llama       | {"layer_types": ["full_attention", "made_up"]}           | layer_types must list
          llama       | {"layer_types": ["sliding_attention", "full_attention"]} | layer_types lists sliding_attention, but
          llama       | {"layer_types": "full_attention"}                        | layer_types must list
          mistral     | {"layer_types": ["full_attention"]}                      | layer_types must list
          phi3        | {"layer_types": ["linear_attention", "full_attention"]}  | layer_types must list
          qwen2       | {"layer_types": ["full_attention"]}                      | layer_types must list
          qwen2       | {"layer_types": ["full_attention", "sliding_attention"]} | layer_types lists sliding_attention, but
          qwen3       | {"layer_types": ["chunked_attention", "full_attention"]} | layer_types must list
          smollm3     | {"layer_types": ["full_attention"]}                      | layer_types must list
          gemma3_text | {"layer_types": ["full_attention"]}                      | layer_types must list
          gemma3_text | {"sliding_window": null}                                 | sliding_window must be a number
          modernbert  | {"layer_types": ["full_attention"]}                      | layer_types must list
          modernbert  | {"attention_bias": true}                                 | attention_bias is true, but no file has
          modernbert  | {"mlp_bias": true}                                       | mlp_bias is true, but no file has
          modernbert  | {"classifier_pooling": "made_up"}                        | classifier_pooling must be cls or mean
          llama       | {"attention_bias": true}                                 | attention_bias is true, but no file has
          llama       | {"mlp_bias": true}                                       | mlp_bias is true, but no file has
          qwen3       | {"attention_bias": true}                                 | attention_bias is true, but no file has
          gemma3_text | {"attention_bias": true}                                 | attention_bias is true, but no file has
          phi3        | {"attention_bias": true}                                 | attention_bias is true: no key
          llama       | {"is_causal": false}                                     | is_causal is false, but must be true
          gpt2        | {"is_causal": false}                                     | is_causal is false, but must be true
          gemma3_text | {"is_causal": false}                                     | is_causal is false, but must be true
          t5          | {"is_causal": false}                                     | is_causal is false, but must be true
          bart        | {"is_causal": false}                                     | is_causal is false, but must be true
          llama       | {"rope_parameters": {"partial_rotary_factor": 0.5}}      | partial_rotary_factor must be 1
          llama       | {"rope_interleaved": true}                               | rope_interleaved is true: no key
          phi3        | {"rope_scaling": {"type": "linear", "factor": 2}}        | Phi-3 has longrope only
          gemma3_text | {"use_bidirectional_attention": true}                    | use_bidirectional_attention is true
          gemma3_text | {"final_logit_softcapping": 30.0}                        | final_logit_softcapping is 30.0
          gpt2        | {"add_cross_attention": true}                            | add_cross_attention is true
          t5          | {"feed_forward_proj": "gated-made_up", "dense_act_fn": null} | feed_forward_proj is made_up
          vit         | {"qkv_bias": "no"}                                       | qkv_bias must be true or false
          """)
  void whatWouldChangeTheComputationIsRefusedByName(
      String architecture, String change, String fact) {
    assertThatThrownBy(() -> look(architecture, change))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(facts(refused)).startsWith("config.json: ").contains(fact));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llama       | {"layer_types": ["full_attention", "full_attention"], "is_causal": true}
          llama       | {"is_llama_config": true, "rope_interleaved": false, "transformers.js_config": {"dtype": "q4"}}
          llama       | {"unsloth_fixed": true, "unsloth_version": "2026.1", "pretraining_tp": 1}
          mistral     | {"layer_types": ["full_attention", "full_attention"], "attention_bias": true}
          qwen2       | {"layer_types": ["full_attention", "sliding_attention"], "use_sliding_window": true, "sliding_window": 4}
          phi3        | {"auto_map": {"AutoConfig": "configuration_phi3.Phi3Config"}, "full_attn_mod": 1, "interpolate_factor": 1}
          """)
  void whatTheReferenceReadsPastPasses(String architecture, String change) {
    assertThatCode(() -> look(architecture, change)).doesNotThrowAnyException();
  }

  /** As registration does: the keys, then the shapes of all tensors. */
  private static void look(String architecture, String change) {
    ModelDirectory directory = ModelDirectory.open(ParityModels.first(architecture));
    Map<String, @Nullable Object> keys = new HashMap<>(directory.config());
    keys.putAll(JSON.readValue(change, new TypeReference<Map<String, @Nullable Object>>() {}));
    ModelConfig config = new ModelConfig(keys);
    Architectures.check(config);
    NDManager place = Devices.manager(new DeviceId("cpu"));
    Architectures.outline(config, directory.weights(), place).close();
  }

  private static String facts(GraftException refused) {
    return Stream.concat(
            Stream.of(String.valueOf(refused.getMessage())),
            refused.faults().stream().map(Fault::message))
        .filter(fact -> fact.startsWith("config.json: "))
        .collect(Collectors.joining("; "));
  }
}
