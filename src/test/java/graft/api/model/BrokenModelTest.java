package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** Directories below the model root that an operator got wrong, and jobs on them. */
class BrokenModelTest extends RealService {
  private static final Path SOURCE = ParityModels.directory("bert", "bert-a");
  private static final Path BROKEN = DATA.resolve("models/broken");
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final String WEIGHTS = "model.safetensors";
  private static final String LOST = "encoder.layer.1.output.dense.weight";

  @BeforeEach
  void copyAModel() throws IOException {
    FileSystemUtils.copyRecursively(SOURCE, BROKEN);
  }

  @AfterEach
  void theServiceGoesOn() throws IOException {
    FileSystemUtils.deleteRecursively(BROKEN);
    Answer job = ended(create(MODEL));
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
  }

  @Test
  void aMissingTensorIsNamedWhenAJobIsAskedFor() {
    write(tensors -> tensors.filter(tensor -> !tensor.name().endsWith(LOST)));

    Answer refused = create("broken");

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/errors/0/code")).isEqualTo("invalid_model");
    assertThat(refused.at("/detail")).contains(LOST).doesNotContain(DATA.toString());
  }

  @Test
  void aTensorOfTheWrongShapeIsNamedWhenAJobIsAskedFor() {
    write(tensors ->
        tensors.map(tensor ->
            tensor.name().endsWith(LOST)
                ? Tensor.of(tensor.name(), new long[] {3, 2}, new float[6])
                : tensor));

    Answer refused = create("broken");

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/detail")).contains(LOST, "[3, 2]").doesNotContain(DATA.toString());
  }

  @Test
  void weightsThatAreCutOffNameTheTensorThatIsNotWhole() throws IOException {
    byte[] whole = Files.readAllBytes(SOURCE.resolve(WEIGHTS));
    Files.write(BROKEN.resolve(WEIGHTS), Arrays.copyOf(whole, whole.length - 10));

    assertThat(http.get("/v1/models/broken").at("/status")).isEqualTo("error");
    Answer refused = create("broken");

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/detail")).contains(WEIGHTS + ": tensor ");
  }

  @Test
  void aMissingTokenizerIsNamedWhenAJobIsAskedFor() throws IOException {
    Files.delete(BROKEN.resolve("tokenizer.json"));
    assertThat(http.get("/v1/models/broken").at("/status")).isEqualTo("error");

    for (boolean isDryRun : List.of(false, true)) {
      Answer refused = create("broken", isDryRun);
      assertThat(refused.status()).as(refused.text()).isEqualTo(422);
      assertThat(refused.at("/errors/0/pointer")).isEqualTo("/model");
      assertThat(refused.at("/detail"))
          .startsWith("the model has no tokenizer.json")
          .contains("save_pretrained");
    }
  }

  @Test
  void aTokenizerThatIsNoneIsNamedWhenAJobIsAskedFor() throws IOException {
    Files.writeString(BROKEN.resolve("tokenizer.json"), "{}");

    Answer refused = create("broken");

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/detail")).startsWith("tokenizer.json: model must be an object");
  }

  private static void write(UnaryOperator<Stream<Tensor>> change) {
    try (Tensors tensors = Safetensors.open(SOURCE.resolve(WEIGHTS), ErrorCode.INVALID_MODEL)) {
      List<Tensor> changed = change.apply(tensors.all().stream()).toList();
      SafetensorsWriter.write(BROKEN.resolve(WEIGHTS), changed, Map.of("format", "pt"));
    }
  }

  private Answer create(String model) {
    return create(model, false);
  }

  private Answer create(String model, boolean isDryRun) {
    String rows = "text,label\nwhere is it?,ask\nit is here,tell\n";
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.csv", rows)
            .postTo(http, "/v1/files")
            .at("/id");
    return http.postJson(
        JOBS,
        Map.of(
            "model",
            model,
            "training_file",
            file,
            "training",
            Map.of("max_steps", 1),
            "dry_run",
            isDryRun));
  }

  private Answer ended(Answer created) {
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    String path = JOBS + "/" + created.at("/id");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get(path).json().at("/finished_at").isNumber());
    return http.get(path);
  }
}
