package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.wire.Http.Answer;
import graft.format.Safetensors;
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
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static Map<String, Object> inputs(Path saved) {
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
