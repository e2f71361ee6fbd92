package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.DType;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that a model cannot be built of are refused when they come, and not by the first job. */
class WeightsAtRegistrationTest extends CatalogOverHttp {
  private static final Path SOURCE = ParityModels.directory("bert", "bert-a");
  private static final String WEIGHTS = "model.safetensors";
  private static final String DENSE = "encoder.layer.1.output.dense.weight";

  @Test
  void aWholeModelIsTaken() throws IOException {
    Answer taken = upload(UnaryOperator.identity(), Map.of());

    assertThat(taken.at("/status")).as(taken.text()).isEqualTo("ready");
  }

  @Test
  void aTensorThatIsMissingOrOfAnotherShapeIsNamed() throws IOException {
    Answer missing = upload(all -> all.filter(tensor -> !tensor.name().endsWith(DENSE)), Map.of());
    Answer turned =
        upload(all -> changed(all, DENSE, tensor -> tensor.reshaped(reversed(tensor))), Map.of());

    refused(missing, "no tensor", DENSE);
    refused(turned, DENSE, "expected shape [32, 64], found [64, 32]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "num_hidden_layers": 4     | config.json says that the model has 4 layers, and the weights have 3
          "num_hidden_layers": 1     | config.json says that the model has 1 layers, and the weights have 3
          "vocab_size": 151          | word_embeddings.weight: expected shape [151, 32], found [150, 32]
          "vocab_size": 149          | word_embeddings.weight: expected shape [149, 32], found [150, 32]
          "type_vocab_size": 1       | token_type_embeddings.weight: expected shape [1, 32], found [2, 32]
          "intermediate_size": 48    | intermediate.dense.weight: expected shape [48, 32]
          """)
  void whatTheConfigurationSaysOfTheWeightsMustBeSo(String setting, String reason)
      throws IOException {
    String[] pair = setting.split(": ");
    Answer answer = upload(UnaryOperator.identity(), Map.of(pair[0].replace("\"", ""), pair[1]));

    refused(answer, reason);
  }

  @ParameterizedTest
  @CsvSource({"F32, NaN", "F32, Infinity", "F16, -Infinity", "BF16, NaN", "F64, NaN"})
  void numbersThatAreNoneAreFoundInEveryType(DType type, float value) throws IOException {
    Answer answer = upload(all -> changed(all, DENSE, dense -> with(dense, type, value)), Map.of());

    refused(answer, DENSE, "its number 7 is NaN or infinite");
  }

  @ParameterizedTest
  @CsvSource({"I64", "I32", "I8", "U8", "BOOL"})
  void weightsAreFloatingPointNumbers(DType type) throws IOException {
    Answer answer = upload(all -> changed(all, DENSE, dense -> zeros(dense, type)), Map.of());

    refused(answer, DENSE, "is of type " + type);
  }

  private static void refused(Answer answer, String... parts) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/error/code")).isEqualTo("invalid_model");
    assertThat(answer.at("/detail")).contains(parts);
  }

  private Answer upload(UnaryOperator<Stream<Tensor>> change, Map<String, String> settings)
      throws IOException {
    Multipart form = new Multipart().text("name", "tried");
    for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
      form.file("files", name, Files.readAllBytes(SOURCE.resolve(name)));
    }
    form.file("files", "config.json", config(settings));
    Path file = Files.createTempFile(DATA, "weights", ".safetensors");
    try (Tensors tensors = Safetensors.open(SOURCE.resolve(WEIGHTS), ErrorCode.INVALID_MODEL)) {
      SafetensorsWriter.write(
          file, change.apply(tensors.all().stream()).toList(), Map.of("format", "pt"));
      return form.file("files", WEIGHTS, Files.readAllBytes(file)).postTo(http, "/v1/models");
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] config(Map<String, String> settings) throws IOException {
    String config = Files.readString(SOURCE.resolve("config.json"));
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String replaced =
          config.replaceFirst(
              "\"" + setting.getKey() + "\": *\\d+",
              "\"" + setting.getKey() + "\": " + setting.getValue());
      assertThat(replaced).isNotEqualTo(config);
      config = replaced;
    }
    return config.getBytes();
  }

  private static Stream<Tensor> changed(
      Stream<Tensor> all, String name, UnaryOperator<Tensor> change) {
    return all.map(tensor -> tensor.name().endsWith(name) ? change.apply(tensor) : tensor);
  }

  private static long[] reversed(Tensor tensor) {
    long[] shape = tensor.shape();
    return new long[] {shape[1], shape[0]};
  }

  private static Tensor zeros(Tensor like, DType type) {
    byte[] bytes = new byte[(int) like.elements() * type.bytes()];
    return new Tensor(like.name(), type, like.shape(), MemorySegment.ofArray(bytes));
  }

  /** Zeros but for the number 7. */
  private static Tensor with(Tensor like, DType type, float value) {
    byte[] bytes = new byte[(int) like.elements() * type.bytes()];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 7 * type.bytes();
    switch (type) {
      case F32 -> buffer.putFloat(at, value);
      case F64 -> buffer.putDouble(at, value);
      case F16 -> buffer.putShort(at, Float.floatToFloat16(value));
      case BF16 -> buffer.putShort(at, (short) (Float.floatToIntBits(value) >>> 16));
      default -> throw new IllegalArgumentException(Arrays.toString(DType.values()));
    }
    return new Tensor(like.name(), type, like.shape(), MemorySegment.ofArray(bytes));
  }
}
