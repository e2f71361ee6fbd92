package graft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import graft.RealService;
import graft.api.web.Http;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Every example of the OpenAPI document is sent as it stands, but for the ids in it, which only the
 * service can give.
 */
class ExamplesTest extends RealService {
  /** The language model of the examples. */
  private static final String WRITER = "Qwen3-0.6B";

  private static final String ROWS =
      """
      {"text": "Works perfectly, I love it.", "label": "positive"}
      {"text": "The battery died after two days.", "label": "negative"}
      """;

  @BeforeAll
  static void addLanguageModel() throws IOException {
    Files.createSymbolicLink(
        DATA.resolve("models").resolve(WRITER),
        ParityModels.directory("qwen3", "qwen3-a").toAbsolutePath());
  }

  @AfterAll
  static void removeLanguageModel() throws IOException {
    Files.delete(DATA.resolve("models").resolve(WRITER));
  }

  @TestFactory
  Stream<DynamicTest> everyExampleIsAccepted() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get("/v1/models/" + WRITER).at("/status").equals("ready"));
    Map<String, String> ids =
        Map.of(
            "file",
            upload(),
            "adapter",
            adapter("seq_bn"),
            "first",
            adapter("lora"),
            "second",
            adapter("lora"));
    JsonNode paths = http.get("/v3/api-docs").json().at("/paths");
    return paths
        .propertyStream()
        .flatMap(path ->
            path.getValue()
                .propertyStream()
                .filter(operation -> !example(operation.getValue()).isMissingNode())
                .map(operation ->
                    dynamicTest(
                        operation.getValue().at("/operationId").asString(),
                        () -> {
                          String body = example(operation.getValue()).toString();
                          Http.Answer answer =
                              http.post(
                                  path.getKey()
                                      .replace("{id}", ids.get("adapter"))
                                      .replace("{model}", MODEL),
                                  body.replaceAll("file-[a-z0-9]+", ids.get("file"))
                                      .replaceAll("adp-[a-z0-9]+first", ids.get("first"))
                                      .replaceAll("adp-[a-z0-9]+second", ids.get("second")),
                                  "Content-Type",
                                  "application/json");
                          assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
                        })));
  }

  private static JsonNode example(JsonNode operation) {
    return operation.at("/requestBody/content/application~1json/example");
  }

  /** An adapter that a short job trained. */
  private String adapter(String method) {
    String job =
        http.postJson(
                "/v1/fine_tuning/jobs",
                Map.of(
                    "model",
                    MODEL,
                    "adapter",
                    method,
                    "training_file",
                    upload(),
                    "training",
                    Map.of("max_steps", 1)))
            .at("/id");
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> http.get("/v1/fine_tuning/jobs/" + job).json().path("adapter_id"),
            JsonNode::isString)
        .asString();
  }

  private String upload() {
    Multipart form = new Multipart().text("purpose", "fine-tune").file("rows.jsonl", ROWS);
    return form.postTo(http, "/v1/files").at("/id");
  }
}
