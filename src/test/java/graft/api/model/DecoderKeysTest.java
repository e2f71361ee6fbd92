package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keys of a {@code config.json} do to the registration of decoders and what is like them. */
class DecoderKeysTest extends CatalogOverHttp {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llama       | {"layer_types": ["full_attention"]}                      | layer_types must list
          llama       | {"layer_types": ["full_attention", "made_up"]}           | layer_types must list
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
          t5          | {"feed_forward_proj": "gated-made_up"}                   | feed_forward_proj
          vit         | {"qkv_bias": "no"}                                       | qkv_bias must be true or false
          """)
  void whatWouldChangeTheComputationIsRefusedByName(
      String architecture, String change, String fact) throws IOException {
    Answer answer = upload(architecture, change);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/detail")).startsWith("config.json: ").contains(fact);
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
  void whatTheReferenceReadsPastPasses(String architecture, String change) throws IOException {
    Answer answer = upload(architecture, change);

    assertThat(answer.at("/status")).as(answer.text()).isEqualTo("ready");
  }

  private Answer upload(String architecture, String change) throws IOException {
    return ChangedModel.upload(http, ParityModels.first(architecture), change, false);
  }
}
