package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service with the tiny models of the reference numbers. */
abstract class ExchangeOverHttp extends CatalogOverHttp {
  static final String ADAPTERS = "/v1/adapters";
  private static final Map<String, String> MODELS =
      Map.of("bert-a", "bert", "roberta-a", "roberta", "distilbert-a", "distilbert");

  @BeforeEach
  void models() throws IOException {
    for (Map.Entry<String, String> model : MODELS.entrySet()) {
      FileSystemUtils.copyRecursively(
          ParityModels.directory(model.getValue(), model.getKey()),
          DATA.resolve("models").resolve(model.getKey()));
    }
  }

  /** The files of a directory, by name. */
  static Map<String, byte[]> filesOf(Path directory) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.toList()) {
        files.put(path.getFileName().toString(), Files.readAllBytes(path));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Map<String, byte[]> unzip(byte[] archive) {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Sends an archive. */
  Answer send(String model, byte[] archive) {
    return new Multipart()
        .text("model", model)
        .file("adapter.zip", archive)
        .streamTo(http, ADAPTERS);
  }

  /** Sends an archive with a further part of the form. */
  Answer send(String model, byte[] archive, String part, String value) {
    return new Multipart()
        .text("model", model)
        .text(part, value)
        .file("adapter.zip", archive)
        .postTo(http, ADAPTERS);
  }

  /** The id of a data set of two classes. */
  String rows() {
    String rows =
        """
        text,label
        Is there a bus?,LABEL_0
        The soup needs salt.,LABEL_1
        Is it late?,LABEL_0
        It rains.,LABEL_1
        """;
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("rows.csv", rows)
        .postTo(http, "/v1/files")
        .at("/id");
  }

  /** Trains a few steps on a model; the id of the adapter. */
  String train(String model, String file, Map<String, Object> more) {
    Map<String, Object> request = new TreeMap<>(more);
    request.put("model", model);
    request.put("training_file", file);
    request.put("training", Map.of("max_steps", 3, "batch_size", 2, "learning_rate", 0.01));
    Answer created =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> http.postJson("/v1/fine_tuning/jobs", request),
                answer -> !answer.text().contains("still being checked"));
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    return trained(created);
  }

  /** The id of the adapter of a job, when it has ended. */
  String trained(Answer created) {
    JsonNode job =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> http.get("/v1/fine_tuning/jobs/" + created.at("/id")).json(),
                seen -> seen.at("/finished_at").isNumber());
    assertThat(job.at("/status").asString()).as(job.toString()).isEqualTo("succeeded");
    return job.at("/adapter_id").asString();
  }

  /** What an adapter answers to two texts. */
  JsonNode answers(String id) {
    Answer answer =
        http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of("inputs", List.of("a red apple", "is it a bus?")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/data");
  }

  static JsonNode json(Map<String, byte[]> files, String name) {
    return JsonMapper.shared().readTree(new String(files.get(name), StandardCharsets.UTF_8));
  }

  /** The tensors of a safetensors file. */
  static Map<String, Tensor> tensors(byte[] file) {
    try {
      Path path = Files.write(DATA.resolve("tensors.safetensors"), file);
      try (Tensors tensors = Safetensors.open(path, ErrorCode.INVALID_ADAPTER)) {
        Map<String, Tensor> copied = new TreeMap<>();
        tensors
            .asMap()
            .forEach((name, tensor) ->
                copied.put(name, Tensor.of(name, tensor.shape(), tensor.floats())));
        return copied;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends files one by one. */
  Answer send(String model, Map<String, byte[]> files) {
    Multipart form = new Multipart();
    files.forEach(form::file);
    return form.text("model", model).postTo(http, ADAPTERS);
  }

  /** The id of an import that must succeed. */
  static String id(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.at("/id");
  }

  byte[] download(String id, String what) {
    HttpResponse<byte[]> answer = answer(id, what);
    assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
    return answer.body();
  }

  HttpResponse<byte[]> answer(String id, String what) {
    try {
      return http.client()
          .send(http.request(ADAPTERS + "/" + id + "/" + what).build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The logits of the rows of a case, its padding cut off. */
  float[] logits(String id, Path saved) {
    Answer answer =
        http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of("inputs", inputs(saved), "return", List.of("logits")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<Float> logits = new ArrayList<>();
    for (JsonNode row : answer.json().at("/data")) {
      row.at("/logits").forEach(logit -> logits.add((float) logit.asDouble()));
    }
    float[] values = new float[logits.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = logits.get(i);
    }
    return values;
  }

  static float[] expected(Path saved) {
    try (Tensors io = open(saved)) {
      return io.get("expected/logits").floats();
    }
  }

  static Map<String, Object> inputs(Path saved) {
    try (Tensors io = open(saved)) {
      List<List<Long>> masks = rows(io, "attention_mask");
      Map<String, Object> inputs = new TreeMap<>();
      for (String column : List.of("input_ids", "token_type_ids")) {
        if (io.contains("input/" + column)) {
          inputs.put(column, real(rows(io, column), masks));
        }
      }
      return inputs;
    }
  }

  /** What an adapter of two labels answers to two texts. */
  JsonNode labelLogits(String id) {
    return http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of("inputs", List.of("go", "stop now"), "return", List.of("logits")))
        .json()
        .at("/data");
  }

  /** An adapter that a job trained on four rows of two labels. */
  String train(String adapter) {
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.csv", "text,label\nstop,no\ngo,yes\nhalt,no\nwalk,yes\n")
            .postTo(http, "/v1/files")
            .at("/id");
    Answer job =
        http.postJson(
            "/v1/fine_tuning/jobs",
            Map.of("model", "bert-a", "training_file", file, "adapter", adapter));
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    String url = "/v1/fine_tuning/jobs/" + job.at("/id");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(http.get(url).at("/status")).isEqualTo("succeeded"));
    return http.get(url).at("/adapter_id");
  }

  private static List<List<Long>> real(List<List<Long>> rows, List<List<Long>> masks) {
    List<List<Long>> cut = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      cut.add(rows.get(i).subList(0, (int) masks.get(i).stream().filter(m -> m == 1).count()));
    }
    return cut;
  }

  private static List<List<Long>> rows(Tensors io, String column) {
    long[] shape = io.get("input/" + column).shape();
    ByteBuffer values = io.get("input/" + column).buffer().order(ByteOrder.LITTLE_ENDIAN);
    List<List<Long>> rows = new ArrayList<>();
    for (int row = 0; row < shape[0]; row++) {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < shape[1]; i++) {
        ids.add(values.getLong());
      }
      rows.add(ids);
    }
    return rows;
  }

  private static Tensors open(Path saved) {
    return Safetensors.open(saved.resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
  }
}
