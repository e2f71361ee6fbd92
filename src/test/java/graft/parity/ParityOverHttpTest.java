package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import graft.spec.job.SetupSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The reference numbers through the REST API alone: upload the model, import the adapter, predict,
 * train ten steps, and take the weights away.
 */
class ParityOverHttpTest extends RealService {
  private static final int STEPS = 10;

  @TempDir private Path directory;

  /**
   * One case of each method, model and head; all of them with {@code -Dgraft.parity.all=true},
   * those whose model's name begins so with {@code -Dgraft.parity.model=gemma}, those of a name
   * with {@code -Dgraft.parity.case=peft-.*}.
   */
  static Stream<ParityCase> cases() {
    Map<String, ParityCase> chosen = new LinkedHashMap<>();
    Stream.concat(
            ParityArchive.architectures().stream()
                .flatMap(architecture -> ParityArchive.cases(architecture).stream()),
            ParityArchive.today().stream())
        .filter(parity -> !parity.method().equals("none") && parity.checks("train"))
        .filter(ParityOverHttpTest::isAskedFor)
        .forEach(parity -> chosen.putIfAbsent(kind(parity), parity));
    return chosen.values().stream();
  }

  private static boolean isAskedFor(ParityCase parity) {
    String model = parity.model().getFileName().toString();
    return model.startsWith(System.getProperty("graft.parity.model", ""))
        && parity.id().matches(System.getProperty("graft.parity.case", ".*"));
  }

  private static String kind(ParityCase parity) {
    if (Boolean.getBoolean("graft.parity.all")) {
      return parity.id();
    }
    return String.join(
        " ",
        parity.library(),
        parity.method(),
        parity.model().getFileName().toString(),
        String.valueOf(parity.head().get("kind")),
        String.valueOf(parity.head().get("type")),
        String.valueOf(parity.head().get("num_labels")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theNumbersAreTheReferences(ParityCase parity) throws IOException, InterruptedException {
    String model = upload(parity.model());
    Map<String, String> ids = new HashMap<>();
    for (ParityCase.Saved saved : parity.frozen()) {
      ids.put(saved.name(), adopt(saved.directory(), model));
    }
    String adapter = adopt(parity.adapterDirectory(), model);
    String trained = parity.trained().name();
    try (CaseRows rows = new CaseRows(parity.directory())) {
      ids.put(trained, adapter);
      logitsAgree(parity, rows, adapter, setup(parity.setup(), ids));
      // Files hold what a network made: that can be evaluated, but not be trained on as it was.
      if (rows.hasNetwork()) {
        return;
      }
      ids.put(trained, SetupSpec.NEW);
      JsonNode job = train(parity, model, adapter, setup(parity.setup(), ids), rows);
      lossesAgree(parity, rows, job.at("/id").asString());
      // A file has none of the directions that the schedule took away.
      if (!parity.trained().config().containsKey("total_step")) {
        weightsAgree(parity, rows, job.at("/adapter_id").asString());
      }
    }
  }

  private void logitsAgree(ParityCase parity, CaseRows rows, String adapter, Object setup) {
    Answer answer =
        http.postJson(
            "/v1/adapters/" + adapter + "/predict",
            Map.of(
                "inputs",
                rows.inputs(),
                "setup",
                setup,
                "skip_layers",
                parity.skipLayers(),
                "return",
                List.of("logits", "all_logits")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    double tolerance = parity.tolerance("logits");
    if (rows.hasExpected("expected/start_logits")) {
      List.of("start_logits", "end_logits")
          .forEach(
              name -> near(each(answer, name), rows, rows.expected("expected/" + name), tolerance));
      return;
    }
    Tensor expected = rows.ofText(rows.expected("expected/logits"));
    if (expected.shape().length == 3) {
      near(ofTokens(answer), rows, expected, tolerance);
    } else {
      near(
          each(answer, answer.json().at("/data/0").has("logits") ? "logits" : "score"),
          expected,
          tolerance);
    }
  }

  private static List<Double> each(Answer answer, String name) {
    List<Double> values = new ArrayList<>();
    for (JsonNode row : answer.json().at("/data")) {
      JsonNode found = row.at("/" + name);
      if (found.isArray()) {
        found.forEach(value -> values.add(value.asDouble()));
      } else {
        values.add(found.asDouble());
      }
    }
    return values;
  }

  private static List<Double> ofTokens(Answer answer) {
    List<Double> values = new ArrayList<>();
    for (JsonNode row : answer.json().at("/data")) {
      for (JsonNode token : row.at("/tokens")) {
        token.at("/logits").forEach(value -> values.add(value.asDouble()));
      }
    }
    return values;
  }

  private static void near(List<Double> found, Tensor expected, double tolerance) {
    float[] values = expected.floats();
    assertThat(found).hasSize(values.length);
    for (int i = 0; i < values.length; i++) {
      assertThat(found.get(i)).as("logit " + i).isCloseTo(values[i], within(tolerance));
    }
  }

  /** The same for scores of each position; those behind the mask do not count. */
  private static void near(List<Double> found, CaseRows rows, Tensor expected, double tolerance) {
    float[] values = expected.floats();
    assertThat(found).hasSize(values.length);
    int length = (int) expected.shape()[1];
    int width = values.length / (rows.count() * length);
    for (int i = 0; i < values.length; i++) {
      int position = i / width;
      if (rows.isSeen(position / length, position % length)) {
        assertThat(found.get(i)).as("logit " + i).isCloseTo(values[i], within(tolerance));
      }
    }
  }

  private JsonNode train(
      ParityCase parity, String model, String adapter, Object setup, CaseRows rows) {
    Answer file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", rows.lines())
            .postTo(http, "/v1/files");
    Map<String, Object> training = new HashMap<>();
    training.put("max_steps", STEPS);
    training.put("batch_size", rows.count());
    training.put("learning_rate", 1e-3);
    training.put("weight_decay", parity.weightDecay());
    parity.loraPlus().ifPresent(ratio -> training.put("loraplus_lr_ratio", ratio));
    if (!parity.skipLayers().isEmpty()) {
      training.put("adapter_drop", parity.skipLayers());
    }
    training.put("lr_scheduler", "constant");
    training.put("warmup_ratio", 0);
    training.put("max_grad_norm", 0);
    training.put("dropout", 0);
    training.put("shuffle", false);
    training.put("group_by_length", false);
    Map<String, Object> request = new HashMap<>();
    request.put("model", model);
    request.put("training_file", file.at("/id"));
    request.put("adapter", Map.of("from", adapter));
    request.put("setup", setup);
    request.put("validation_split", 0);
    request.put("training", training);
    Answer created = http.postJson("/v1/fine_tuning/jobs", request);
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    JsonNode job =
        await()
            .atMost(Duration.ofMinutes(1))
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> http.get("/v1/fine_tuning/jobs/" + created.at("/id")).json(),
                state -> state.at("/finished_at").isNumber());
    assertThat(job.at("/status").asString()).as(job.toString()).isEqualTo("succeeded");
    return job;
  }

  private void lossesAgree(ParityCase parity, CaseRows rows, String job) {
    JsonNode series = http.get("/v1/fine_tuning/jobs/" + job + "/metrics").json().at("/data");
    JsonNode losses =
        series
            .valueStream()
            .filter(s -> s.at("/name").asString().equals("loss"))
            .findFirst()
            .orElseThrow();
    float[] expected = rows.expected("train/losses").floats();
    assertThat(losses.at("/points")).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      assertThat(losses.at("/points/" + step + "/value").asDouble())
          .as("loss of step " + (step + 1))
          .isCloseTo(expected[step], within(parity.tolerance("train_losses")));
    }
  }

  private void weightsAgree(ParityCase parity, CaseRows rows, String adapter)
      throws IOException, InterruptedException {
    try (Tensors found =
        Safetensors.open(download(parity.library(), adapter), ErrorCode.INVALID_ADAPTER)) {
      for (Tensor expected : rows.all().all()) {
        if (expected.name().startsWith("final/")) {
          String name = expected.name().substring("final/".length());
          assertThat(Differences.largest(found.get(inFile(name)).floats(), expected.floats()))
              .as(name)
              .isLessThanOrEqualTo(parity.tolerance("final_weights"));
        }
      }
    }
  }

  /** PEFT's model calls the prefixes otherwise than its files. */
  private static String inFile(String name) {
    return name.equals("prompt_encoder.embedding.weight") ? "prompt_embeddings" : name;
  }

  /** All tensors, under the names of the library that the case is from. */
  private Path download(String library, String adapter) throws IOException, InterruptedException {
    boolean isPeft = library.equals("peft");
    Path body =
        http.client()
            .send(
                http.request(
                        "/v1/adapters/%s/weights?format=%s"
                            .formatted(adapter, isPeft ? "peft" : "safetensors"))
                    .build(),
                BodyHandlers.ofFile(directory.resolve("downloaded")))
            .body();
    if (!isPeft) {
      return body;
    }
    Path tensors = directory.resolve("adapter_model.safetensors");
    try (ZipFile zip = new ZipFile(body.toFile());
        InputStream entry = zip.getInputStream(zip.getEntry("adapter_model.safetensors"))) {
      Files.copy(entry, tensors, StandardCopyOption.REPLACE_EXISTING);
    }
    return tensors;
  }

  /** The model's name here, once it is there. */
  private String upload(Path model) throws IOException {
    String name = model.getFileName().toString();
    if (http.get("/v1/models/" + name).status() == 200) {
      return name;
    }
    Multipart form = new Multipart().text("name", name);
    for (String file :
        List.of(
            "config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json",
            "generation_config.json",
            "chat_template.jinja",
            "preprocessor_config.json")) {
      if (Files.exists(model.resolve(file))) {
        form.file("files", file, Files.readAllBytes(model.resolve(file)));
      }
    }
    Answer answer = form.postTo(http, "/v1/models");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return name;
  }

  /** The id of the imported adapter. */
  private String adopt(Path saved, String model) throws IOException {
    Multipart form = new Multipart().text("model", model);
    try (Stream<Path> files = Files.list(saved)) {
      for (Path file : files.toList()) {
        form.file(file.getFileName().toString(), said(file));
      }
    }
    Answer answer = form.postTo(http, "/v1/adapters");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.at("/id");
  }

  /** AdapterHub's files of DiReFT look like NoReFT's (T10): who brings one says what it is. */
  private static byte[] said(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return file.endsWith("adapter_config.json") && file.toString().contains("-direft")
        ? new String(bytes, StandardCharsets.UTF_8)
            .replace("\"orthogonality\":", "\"subtract_projection\": false, \"orthogonality\":")
            .getBytes(StandardCharsets.UTF_8)
        : bytes;
  }

  /** The case's setup in the service's names. */
  private static Object setup(SetupSpec setup, Map<String, String> ids) {
    return switch (setup) {
      case SetupSpec.Leaf(String name) -> ids.get(name);
      case SetupSpec.Stack(List<SetupSpec> children) ->
          Map.of("stack", children.stream().map(child -> setup(child, ids)).toList());
      default -> throw new AssertionError("no case has " + setup);
    };
  }
}
