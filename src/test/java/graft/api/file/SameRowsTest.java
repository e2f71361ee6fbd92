package graft.api.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Equal rows give equal jobs, whatever the format that they come in. */
class SameRowsTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Path PARQUET = Path.of("src/test/resources/data/parquet/same.parquet");
  private static final int ROWS = 16;

  @Test
  void everyFormatShowsAndTrainsTheSame() throws IOException {
    Map<String, Answer> files = files();
    Answer plain = files.get("rows.jsonl");

    JsonNode rows = rows(plain);
    JsonNode dryRun = create(plain, true).json();
    String adapter = adapter(plain);
    assertThat(rows).hasSize(ROWS);
    files.forEach((name, file) -> {
      assertThat(file.at("/status")).as(file.text()).isEqualTo("processed");
      assertThat(file.json().at("/columns")).as(name).isEqualTo(plain.json().at("/columns"));
      assertThat(file.json().at("/label_counts")).isEqualTo(plain.json().at("/label_counts"));
      assertThat(rows(file)).as(name).isEqualTo(rows);
      for (String told : List.of("/task", "/example", "/total_steps", "/tokens")) {
        assertThat(create(file, true).json().at(told)).as(name + told).isEqualTo(dryRun.at(told));
      }
    });
    for (String name : List.of("rows.csv", "same.parquet", "3 parts")) {
      assertThat(adapter(files.get(name))).as(name).isEqualTo(adapter);
    }
  }

  private Map<String, Answer> files() throws IOException {
    String lines = joined(SameRowsTest::json, "\n");
    Map<String, Answer> files = new LinkedHashMap<>();
    send(files, "rows.jsonl", utf8(lines));
    send(files, "rows.jsonl.gz", gzip(utf8(lines)));
    send(files, "rows.json", utf8("[" + joined(SameRowsTest::json, ",") + "]"));
    send(
        files,
        "data.json",
        utf8("{\"v\": 1,\n\"data\": [\n" + joined(SameRowsTest::json, ",\n") + "]}"));
    send(files, "rows.csv", utf8("text,label\n" + joined(i -> fields(i, ","), "\n")));
    send(
        files,
        "excel.csv",
        utf8("\uFEFFsep=;\r\ntext;label\r\n" + joined(i -> fields(i, ";"), "\r\n")));
    send(files, "rows.tsv", utf8("text\tlabel\n" + joined(i -> fields(i, "\t"), "\n")));
    send(files, "same.parquet", Files.readAllBytes(PARQUET));
    send(files, "same.parquet.gz", gzip(Files.readAllBytes(PARQUET)));
    String[] rows = lines.split("\n");
    Multipart parts = new Multipart().text("purpose", "fine-tune");
    for (int part : List.of(2, 0, 1)) {
      List<String> own = List.of(rows).subList(part * 5, part == 2 ? ROWS : part * 5 + 5);
      parts.file("train-0000" + part + "-of-00003.jsonl", String.join("\n", own));
    }
    files.put("3 parts", parts.postTo(http, "/v1/files"));
    assertThat(files.get("3 parts").at("/filename")).isEqualTo("train.jsonl");
    return files;
  }

  private void send(Map<String, Answer> files, String name, byte[] content) {
    files.put(
        name,
        new Multipart().text("purpose", "fine-tune").file(name, content).postTo(http, "/v1/files"));
  }

  private JsonNode rows(Answer file) {
    return http.get("/v1/files/" + file.at("/id") + "/rows").json().at("/data");
  }

  private String adapter(Answer file) {
    Answer created = create(file, false);
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    String path = JOBS + "/" + created.at("/id");
    Set<String> ends = Set.of("succeeded", "failed", "cancelled");
    await().atMost(Duration.ofMinutes(1)).until(() -> ends.contains(http.get(path).at("/status")));
    Answer job = http.get(path);
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    return http.get("/v1/adapters/" + job.at("/adapter_id")).at("/sha256");
  }

  private Answer create(Answer file, boolean isDry) {
    return http.postJson(
        JOBS,
        Map.of(
            "model",
            DISTILLED,
            "training_file",
            file.at("/id"),
            "adapter",
            "ia3",
            "suffix",
            "same",
            "seed",
            7,
            "dry_run",
            isDry,
            "training",
            Map.of("max_steps", 2)));
  }

  private static String text(int i) {
    return "sentence " + i + (i % 2 == 0 ? " is, good" : " is \"bad\"");
  }

  private static String label(int i) {
    return i % 2 == 0 ? "good" : "bad";
  }

  private static String json(int i) {
    String text = text(i).replace("\"", "\\\"");
    return "{\"text\": \"" + text + "\", \"label\": \"" + label(i) + "\"}";
  }

  private static String fields(int i, String separator) {
    return '"' + text(i).replace("\"", "\"\"") + '"' + separator + label(i);
  }

  private static String joined(IntFunction<String> row, String between) {
    return IntStream.range(0, ROWS).mapToObj(row).collect(Collectors.joining(between));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }
}
