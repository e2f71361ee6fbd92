package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What keys of a {@code config.json} do to its registration. */
class ConfigKeysTest extends CatalogOverHttp {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path DEBERTA = ParityModels.directory("deberta-v2", "deberta-v2-a");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"is_decoder": true}                              | is_decoder is true, but must be false
          {"add_cross_attention": true}                     | add_cross_attention is true
          {"is_encoder_decoder": true}                      | is_encoder_decoder is true
          {"position_embedding_type": "relative_key"}       | position_embedding_type is "relative_key", but must be absolute
          {"pruned_heads": {"0": [1]}}                      | pruned_heads is {0=[1]}
          {"quantization_config": {"bits": 4}}              | quantization_config is
          {"auto_map": {"AutoModel": "m.M"}}                | auto_map is
          {"embedding_size": 16}                            | embedding_size is 16, but must be the same as hidden_size
          {"hidden_act": "mishh"}                           | did you mean mish?
          {"hidden_act": 7}                                 | hidden_act must be a text, found 7
          {"layer_norm_eps": "1e-12"}                       | layer_norm_eps must be a number
          {"layer_norm_eps": -1}                            | layer_norm_eps must be a number
          {"tie_word_embeddings": "yes"}                    | tie_word_embeddings must be true or false
          {"rotary_value": true}                            | rotary_value is true: no key of this architecture
          {"hiden_act": "relu"}                             | did you mean hidden_act?
          {"pad_token_id": 1000000000}                      | pad_token_id is 1000000000, but the vocabulary ends at 149
          {"pad_token_id": -1}                              | pad_token_id must be a number from 0
          {"num_attention_heads": 5}                        | not a multiple of num_attention_heads 5
          {"num_attention_heads": 2.5}                      | num_attention_heads must be a whole number
          """)
  void whatWouldChangeTheComputationIsRefusedByName(String change, String fact) throws IOException {
    Answer answer = upload(change, false);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/detail")).startsWith("config.json: ").contains(fact);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"directionality": "bidi", "pooler_fc_size": 768, "pooler_num_attention_heads": 12,
         "pooler_num_fc_layers": 3, "pooler_size_per_head": 128, "pooler_type": "first_token_transform"}
        """,
        """
        {"finetuning_task": "sst-2", "id2label": {"0": "NEGATIVE", "1": "POSITIVE"}, "output_past": true,
         "label2id": {"NEGATIVE": 0, "POSITIVE": 1}, "problem_type": "single_label_classification"}
        """,
        """
        {"_name_or_path": "x/y", "_num_labels": 9, "gradient_checkpointing": true, "is_decoder": false,
         "chunk_size_feed_forward": 8, "pruned_heads": {}, "quantization_config": null, "dtype": "float16",
         "embedding_size": 32, "bos_token_id": 0, "eos_token_ids": [0], "max_length": 512, "top_k": 50,
         "sbert_ce_default_activation_function": "torch.nn.modules.linear.Identity", "num_beams": 1,
         "adapters": {"adapters": {}, "config_map": {}}, "unheard_of": false, "add_pooling_layer": null,
         "language": "english", "name": "Bert", "cross_attention_hidden_size": null, "_commit_hash": "1"}
        """
      })
  void whatPublishedModelsSayPassesWithAByteOrderMarkToo(String change) throws IOException {
    Answer answer = upload(change, true);

    assertThat(answer.at("/status")).as(answer.text()).isEqualTo("ready");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"conv_kernel_size": 3}                   | conv_kernel_size is 3, but must be 0
          {"pos_att_type": ["p2c", "p2p"]}          | pos_att_type names p2p, but only c2p and p2c
          {"attention_head_size": 16}               | attention_head_size times num_attention_heads
          {"pooler_hidden_act": "tanh"}             | pooler_hidden_act is "tanh", but must be gelu
          {"pooler_hidden_size": 16}                | must be the same as hidden_size
          {"position_buckets": 1}                   | position_buckets must be at least 2
          {"share_att_key": "yes"}                  | share_att_key must be true or false
          """)
  void whatDebertaWouldNotComputeIsRefusedByName(String change, String fact) throws IOException {
    Answer answer = upload(DEBERTA, change, false);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/detail")).startsWith("config.json: ").contains(fact);
  }

  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of(
            DEBERTA,
            """
            {"pos_att_type": "p2c|c2p", "conv_kernel_size": 0, "conv_act": "gelu", "legacy": false,
             "attention_head_size": 8, "pooler_dropout": 0, "pooler_hidden_act": "gelu"}
            """),
        Arguments.of(
            ParityModels.directory("albert", "albert-a"),
            """
            {"down_scale_factor": 1, "gap_size": 0, "net_structure_type": 0, "num_memory_blocks": 0,
             "classifier_dropout_prob": 0.1}
            """));
  }

  @ParameterizedTest
  @MethodSource("published")
  void whatPublishedModelsOfOtherKindsSayPasses(Path source, String change) throws IOException {
    Answer answer = upload(source, change, false);

    assertThat(answer.at("/status")).as(answer.text()).isEqualTo("ready");
  }

  private Answer upload(String change, boolean isMarked) throws IOException {
    return upload(ParityModels.directory("bert", "bert-a"), change, isMarked);
  }

  private Answer upload(Path source, String change, boolean isMarked) throws IOException {
    Multipart form = new Multipart().text("name", "changed");
    for (String file : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      form.file("files", file, Files.readAllBytes(source.resolve(file)));
    }
    ObjectNode config = (ObjectNode) JSON.readTree(Files.readString(source.resolve("config.json")));
    config.setAll((ObjectNode) JSON.readTree(change));
    String text = (isMarked ? "\uFEFF" : "") + config;
    form.file("files", "config.json", text.getBytes(StandardCharsets.UTF_8));
    return form.postTo(http, "/v1/models");
  }
}
