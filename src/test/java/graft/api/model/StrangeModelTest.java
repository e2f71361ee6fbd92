package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Models whose configuration and weights do not belong together, and dry runs on them. */
class StrangeModelTest extends RealService {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SOURCE = ParityModels.directory("bert", "bert-a");
  private static final Path STRANGE = DATA.resolve("models/strange");
  private static final String WEIGHTS = "model.safetensors";
  private static final String WORDS = "embeddings.word_embeddings.weight";

  @BeforeEach
  void copyAModel() throws IOException {
    FileSystemUtils.copyRecursively(SOURCE, STRANGE);
  }

  @AfterEach
  void takeItAway() throws IOException {
    FileSystemUtils.deleteRecursively(STRANGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"vocab_size": 151}             | word_embeddings.weight: expected shape [151, 32], found [150, 32]
          {"vocab_size": 149}             | word_embeddings.weight: expected shape [149, 32]
          {"max_position_embeddings": 17} | position_embeddings.weight: expected shape [17, 32]
          {"type_vocab_size": 3}          | token_type_embeddings.weight: expected shape [3, 32]
          {"type_vocab_size": 0}          | type_vocab_size must be a number from 1
          {"num_attention_heads": 0}      | num_attention_heads must be a number from 1
          {"num_attention_heads": -4}     | num_attention_heads must be a number from 1
          {"num_hidden_layers": 90}       | the model has no tensor
          {"num_hidden_layers": 1}        | the model has 1 layers, and the weights have 3
          {"num_hidden_layers": 0}        | num_hidden_layers must be
          {"num_hidden_layers": "2"}      | num_hidden_layers must be
          {"hidden_size": 64}             | expected shape
          {"intermediate_size": 1e300}    | intermediate_size must be
          {"pad_token_id": 1000000000}    | pad_token_id is 1000000000
          {"pad_token_id": -1}            | pad_token_id must be
          """)
  void whatDoesNotFitTheWeightsIsRefusedByName(String change, String fact) throws IOException {
    configure(change);

    Answer refused = dryRun();

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/detail")).contains(fact).doesNotContain(DATA.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"pad_token_id": null}
          {"id2label": "x"}
          {"id2label": [1, 2]}
          {"id2label": {"a": [1], "-1": null, "0": {"x": 1}}}
          {"label2id": {"x": "y"}, "num_labels": -3}
          {"architectures": "BertModel"}
          {"architectures": [7]}
          {"dtype": "no such type"}
          """)
  void whatSaysNothingOfThePassIsReadOver(String change) throws IOException {
    configure(change);

    Answer answer = dryRun();

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"I64, 8", "I32, 4", "I8, 1", "U8, 1", "BOOL, 1"})
  void weightsThatAreNoFloatingPointNumbersAreRefused(String type, int bytes) throws IOException {
    String header =
        "{\"%s\":{\"dtype\":\"%s\",\"shape\":[150,32],\"data_offsets\":[0,%d]}}"
            .formatted(WORDS, type, 150 * 32 * bytes);
    java.nio.ByteBuffer file =
        java.nio.ByteBuffer.allocate(8 + header.length() + 150 * 32 * bytes)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length()).put(header.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Files.write(STRANGE.resolve(WEIGHTS), file.array());

    Answer refused = dryRun();

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/detail")).contains(WORDS, "is of type " + type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing.safetensors           | has no missing.safetensors
          ../bert-a/model.safetensors   | must name files in the same directory
          /etc/passwd                   | must name files in the same directory
          """)
  void anIndexThatNamesNoShardIsRefused(String shard, String fact) throws IOException {
    Files.delete(STRANGE.resolve(WEIGHTS));
    Files.writeString(
        STRANGE.resolve("model.safetensors.index.json"),
        "{\"weight_map\":{\"%s\":\"%s\"}}".formatted(WORDS, shard));

    Answer refused = dryRun();

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/detail")).contains(fact).doesNotContain(DATA.toString());
  }

  @Test
  void weightsThatAreNoNumbersEndNothing() {
    try (Tensors tensors = Safetensors.open(SOURCE.resolve(WEIGHTS), ErrorCode.INVALID_MODEL)) {
      List<Tensor> changed =
          tensors.all().stream()
              .map(tensor -> tensor.name().endsWith(WORDS) ? notANumber(tensor) : tensor)
              .toList();
      SafetensorsWriter.write(STRANGE.resolve(WEIGHTS), changed, Map.of("format", "pt"));
    }

    assertThat(dryRun().status()).isIn(200, 422);
    assertThat(http.get("/v1/models/strange").status()).isEqualTo(200);
  }

  private static Tensor notANumber(Tensor tensor) {
    float[] values = tensor.floats();
    values[values.length / 2] = Float.NaN;
    return Tensor.of(tensor.name(), tensor.shape(), values);
  }

  private static void configure(String change) throws IOException {
    Path file = STRANGE.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(Files.readString(file));
    config.setAll((ObjectNode) JSON.readTree(change));
    Files.writeString(file, config.toString());
  }

  private Answer dryRun() {
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.csv", "text,label\nwhere is it?,ask\nit is here,tell\n")
            .postTo(http, "/v1/files")
            .at("/id");
    return http.postJson(
        "/v1/fine_tuning/jobs", Map.of("model", "strange", "training_file", file, "dry_run", true));
  }
}
