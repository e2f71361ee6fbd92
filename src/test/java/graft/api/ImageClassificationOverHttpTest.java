package graft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pictures from an upload to an answer, as a client sees it. */
class ImageClassificationOverHttpTest extends RealService {
  private static final String VIT = "vit-a";
  private static final Path DIRECTORY = ParityModels.directory("vit", VIT);
  private static final String PREPROCESSOR = "preprocessor_config.json";
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");

  @BeforeEach
  void addModel() throws IOException {
    if (http.get("/v1/models/" + VIT).status() == 200) {
      return;
    }
    Answer answer =
        modelForm(VIT)
            .file("files", PREPROCESSOR, Files.readAllBytes(DIRECTORY.resolve(PREPROCESSOR)))
            .postTo(http, "/v1/models");
    assertThat(answer.at("/status")).as(answer.text()).isEqualTo("ready");
    assertThat(answer.json().at("/tasks")).hasToString("[\"image_classification\"]");
  }

  @Test
  void colouredPicturesAreLearnedFromAnArchive() throws IOException, InterruptedException {
    String file = uploaded(PictureArchive.coloured("pets/", 16));
    Map<String, Object> request = request(file, Map.of("epochs", 12, "learning_rate", 5e-3));
    Answer tried = http.postJson(JOBS, with(request, "dry_run", true));
    assertThat(tried.at("/example/pixels")).as(tried.text()).isEqualTo("3 x 16 x 16");

    Answer job = ended(http.postJson(JOBS, request));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.at("/task/type")).isEqualTo("image_classification");
    assertThat(job.json().at("/task/labels")).hasToString("[\"blue\",\"green\",\"red\"]");
    // Of texts alone: a job that repeats this one must not ask for it.
    assertThat(job.json().at("/training/max_length").isNumber()).isFalse();
    assertThat(job.json().at("/metrics/valid_accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(job.json().at("/metrics/valid_macro_f1").isNumber()).isTrue();
    String adapter = "/v1/adapters/" + job.at("/adapter_id");
    for (String label : PictureArchive.COLOURS.keySet()) {
      assertThat(predicted(adapter, label).at("/label").asString()).isEqualTo(label);
    }
    takesPixelsRowByRow(adapter);
    evaluate(adapter, file);
    mergeAndReset(adapter);
    exchange(adapter);
  }

  private void takesPixelsRowByRow(String adapter) {
    List<Object> pictures = List.of(pixels(0.5), pixels(-1));
    List<?> rows = pictures.stream().map(one -> Map.of("pixel_values", one)).toList();

    Answer byRow = http.postJson(adapter + "/predict", Map.of("inputs", rows));

    assertThat(byRow.status()).as(byRow.text()).isEqualTo(200);
    assertThat(byRow.json().at("/data")).hasSize(2);
    Map<String, ?> columns = Map.of("inputs", Map.of("pixel_values", pictures));
    assertThat(byRow.json()).isEqualTo(http.postJson(adapter + "/predict", columns).json());
    List<?> broken = List.of(rows.get(0), Map.of("pixel_values", List.of(1)));
    Answer refused = http.postJson(adapter + "/predict", Map.of("inputs", broken));
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/inputs/1/pixel_values");
  }

  /** A picture of one grey: 3 channels of 16 rows of 16 numbers. */
  private static List<?> pixels(double grey) {
    return Collections.nCopies(3, Collections.nCopies(16, Collections.nCopies(16, grey)));
  }

  private void evaluate(String adapter, String file) {
    Answer queued = http.postJson(adapter + "/evaluations", Map.of("file", file));
    Answer done = ended(queued, adapter + "/evaluations/" + queued.at("/id"));
    assertThat(done.at("/status")).as(done.text()).isEqualTo("succeeded");
    assertThat(done.json().at("/result/rows").asInt()).isEqualTo(48);
    assertThat(done.json().at("/result/metrics/accuracy").asDouble()).isGreaterThan(0.9);
  }

  private void mergeAndReset(String adapter) throws IOException, InterruptedException {
    double before = predicted(adapter, "red").at("/logits/0").asDouble();

    assertThat(http.postJson(adapter + "/merge", Map.of()).status()).isEqualTo(200);

    assertThat(predicted(adapter, "red").at("/logits/0").asDouble())
        .isCloseTo(before, within(1e-4));
    Map<String, byte[]> merged = downloaded(adapter + "/merged_model");
    assertThat(merged).containsKeys(PREPROCESSOR, "model.safetensors");
    JsonNode config = JsonMapper.shared().readTree(merged.get("config.json"));
    assertThat(config.at("/architectures/0").asString()).isEqualTo("ViTForImageClassification");
    assertThat(config.at("/id2label/2").asString()).isEqualTo("red");
    assertThat(http.postJson(adapter + "/reset", Map.of()).status()).isEqualTo(200);
  }

  /** PEFT has no word for the task, and names the class. */
  private void exchange(String adapter) throws IOException, InterruptedException {
    double before = predicted(adapter, "red").at("/logits/0").asDouble();
    for (String format : List.of("peft", "adapterhub")) {
      Map<String, byte[]> files = downloaded(adapter + "/weights?format=" + format);
      if (format.equals("peft")) {
        JsonNode config = JsonMapper.shared().readTree(files.get("adapter_config.json"));
        assertThat(config.at("/task_type").isNull()).isTrue();
        assertThat(config.at("/auto_mapping/base_model_class").asString())
            .isEqualTo("ViTForImageClassification");
        // By the names of transformers 5, too.
        assertThat(config.at("/target_modules").toString())
            .contains("\"query\"", "\"value\"", ".0.attention.q_proj", ".1.attention.v_proj");
        assertThat(config.at("/modules_to_save")).hasToString("[\"classifier\"]");
      }
      Multipart form = new Multipart().text("model", VIT);
      files.forEach((name, content) -> {
        if (!name.endsWith(".md")) {
          form.file(name, content);
        }
      });
      Answer adopted = form.postTo(http, "/v1/adapters");
      assertThat(adopted.status()).as(adopted.text()).isEqualTo(200);
      assertThat(adopted.at("/task/type")).as(adopted.text()).isEqualTo("image_classification");
      JsonNode again = predicted("/v1/adapters/" + adopted.at("/id"), "red");
      assertThat(again.at("/logits/0").asDouble()).isCloseTo(before, within(1e-4));
      assertThat(again.at("/label").asString()).isEqualTo("red");
    }
  }

  @Test
  void rowsMayHoldPicturesInBase64() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      for (String label : PictureArchive.COLOURS.keySet()) {
        rows.append("{\"image\":\"%s\",\"label\":\"%s\"}\n".formatted(base64(label, i), label));
      }
    }
    String file =
        uploaded("rows.jsonl", rows.toString().getBytes(StandardCharsets.UTF_8)).at("/id");

    Answer job = ended(http.postJson(JOBS, request(file, Map.of("max_steps", 2))));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.at("/task/type")).isEqualTo("image_classification");
  }

  @Test
  void whatIsWrongInAnArchiveIsSaidByItsName() {
    byte[] bomb = PictureArchive.picture("red", 8, 8, "png", new Random(1));
    ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);

    Answer file =
        uploaded(
            "pictures.zip",
            PictureArchive.coloured("", 1)
                .with("red/bomb.png", bomb)
                .with("red/text.png", "no picture")
                .with("lost.png", PictureArchive.picture("red", 8, 8, "png", new Random(1)))
                .bytes());

    assertThat(file.at("/status")).as(file.text()).isEqualTo("error");
    assertThat(file.text())
        .contains("red/bomb.png: the picture is 60000 x 60000 pixels")
        .contains("red/text.png: the bytes are no PNG and no JPEG picture")
        .contains("lost.png: lies in no folder");
    Answer outside =
        uploaded("x.zip", PictureArchive.coloured("", 1).with("../red/x.png", bomb).bytes());
    assertThat(outside.text()).contains("leads out of the archive");
  }

  @Test
  void picturesThatAreCutOffFailTheirJobByName() {
    byte[] whole = PictureArchive.picture("red", 40, 40, "jpg", new Random(1));
    String file =
        uploaded(
            PictureArchive.coloured("", 2)
                .with("red/cut.jpg", Arrays.copyOf(whole, whole.length - 100)));

    Answer job = ended(http.postJson(JOBS, request(file, Map.of("max_steps", 2))));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("failed");
    assertThat(job.text()).contains("red/cut.jpg").contains("ends in the middle");
  }

  @Test
  void picturesAndTextsDoNotMeet() {
    String pictures = uploaded(PictureArchive.coloured("train/", 2));
    String texts =
        uploaded("rows.csv", "text,label\na,x\nb,y\n".getBytes(StandardCharsets.UTF_8)).at("/id");

    Answer onText = http.postJson(JOBS, with(request(pictures, Map.of()), "model", MODEL));
    Answer onPictures = http.postJson(JOBS, request(texts, Map.of()));
    Answer tooLong = http.postJson(JOBS, request(pictures, Map.of("max_length", 8)));
    Answer invertible =
        http.postJson(JOBS, with(request(pictures, Map.of()), "adapter", "seq_bn_inv"));

    assertThat(onText.status()).isEqualTo(422);
    assertThat(onText.text()).contains("; not image_classification");
    assertThat(onPictures.status()).isEqualTo(422);
    assertThat(onPictures.text()).contains("image_classification; not sequence_classification");
    assertThat(tooLong.at("/errors/0/pointer")).isEqualTo("/training/max_length");
    assertThat(invertible.text()).contains("without token embeddings");
  }

  @Test
  void aModelOfPicturesNeedsItsPreprocessorConfig() throws IOException {
    assertThat(modelForm("vit-alone").postTo(http, "/v1/models").text())
        .contains("has no preprocessor_config.json");
    String other =
        "{\"size\": {\"height\": 32, \"width\": 32}, \"do_thumbnail\": true, \"resample\": 9}";

    Answer refused =
        modelForm("vit-alone")
            .file("files", PREPROCESSOR, other.getBytes(StandardCharsets.UTF_8))
            .postTo(http, "/v1/models");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text()).contains("do_thumbnail is true").contains("resample must be");
  }

  /** A model without what its pictures go through. */
  private static Multipart modelForm(String name) throws IOException {
    Multipart form = new Multipart().text("name", name);
    for (String file : List.of("config.json", "model.safetensors")) {
      form.file("files", file, Files.readAllBytes(DIRECTORY.resolve(file)));
    }
    return form;
  }

  private static String base64(String label, int seed) {
    byte[] picture = PictureArchive.picture(label, 20, 24, "png", new Random(seed));
    return Base64.getEncoder().encodeToString(picture);
  }

  private JsonNode predicted(String adapter, String label) {
    Answer answer =
        http.postJson(
            adapter + "/predict", Map.of("inputs", List.of(Map.of("image", base64(label, 99)))));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/data/0");
  }

  private String uploaded(PictureArchive archive) {
    Answer file =
        uploaded(
            "pictures.zip",
            archive.with("__MACOSX/red/._1.png", "x").with("red/.DS_Store", "x").bytes());
    assertThat(file.at("/status")).as(file.text()).isEqualTo("processed");
    assertThat(file.at("/format")).isEqualTo("imagefolder");
    assertThat(file.json().at("/label_counts").propertyNames())
        .containsExactly("blue", "green", "red");
    return file.at("/id");
  }

  private Answer uploaded(String name, byte[] content) {
    return new Multipart()
        .text("purpose", "fine-tune")
        .file(name, content)
        .postTo(http, "/v1/files");
  }

  private static Map<String, Object> request(String file, Map<String, Object> training) {
    return new HashMap<>(
        Map.of(
            "model",
            VIT,
            "training_file",
            file,
            "validation_split",
            0.25,
            "adapter",
            "lora",
            "seed",
            1,
            "training",
            training));
  }

  private static Map<String, Object> with(Map<String, Object> request, String key, Object value) {
    Map<String, Object> other = new HashMap<>(request);
    other.put(key, value);
    return other;
  }

  private Answer ended(Answer job) {
    return ended(job, JOBS + "/" + job.at("/id"));
  }

  private Answer ended(Answer begun, String path) {
    assertThat(begun.status()).as(begun.text()).isLessThan(300);
    return await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> http.get(path), state -> ENDS.contains(state.at("/status")));
  }

  private Map<String, byte[]> downloaded(String path) throws IOException, InterruptedException {
    byte[] zip = http.client().send(http.request(path).build(), BodyHandlers.ofByteArray()).body();
    Map<String, byte[]> files = new HashMap<>();
    try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        files.put(entry.getName().replaceFirst(".*/", ""), entries.readAllBytes());
      }
    }
    return files;
  }
}
