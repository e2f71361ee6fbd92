package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Adapters that build on others, over HTTP: MAD-X from its languages to the exchange, and fusion.
 */
class ComposedJobsTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Path NAMES = Path.of("src", "test", "resources", "data", "emoji-names");
  private static final String ROWS =
      """
      text,label
      where is the station?,ask
      can you swim?,ask
      the soup needs salt,tell
      it rained all day,tell
      """;

  @Test
  void aTaskAdapterMovesFromOneLanguageToAnother() throws IOException {
    String one = language("en");
    String other = language("de");
    String untouched = http.get("/v1/adapters/" + one).at("/sha256");

    String task =
        train(
            Map.of(
                "model",
                MULTILINGUAL,
                "training_file",
                upload("names.jsonl", names("en")),
                "task",
                Map.of("type", "sequence_classification"),
                "adapter",
                "seq_bn[reduction_factor=4]",
                "setup",
                Map.of("stack", List.of(one, "$new"))));

    JsonNode trained = http.get("/v1/adapters/" + task).json();
    assertThat(http.get("/v1/adapters/" + one).at("/sha256")).isEqualTo(untouched);
    assertThat(trained.at("/trainable_parameters").asInt()).isLessThan(parameters(one));
    assertThat(http.get(JOBS + "/" + trained.at("/job_id").asString()).at("/setup/stack/0"))
        .isEqualTo(one);
    JsonNode asTrained = predict(task, Map.of());
    assertThat(predict(task, Map.of("setup", stack(one, task)))).isEqualTo(asTrained);
    JsonNode exchanged = predict(task, Map.of("setup", stack(other, task)));
    assertThat(exchanged.at("/0/logits")).isNotEqualTo(asTrained.at("/0/logits"));
    assertThat(exchanged.at("/0/label").asString())
        .isIn(trained.at("/labels").valueStream().map(JsonNode::asString).toList());
  }

  /** A language adapter with an invertible part, trained to guess hidden tokens. */
  private String language(String language) throws IOException {
    return train(
        Map.of(
            "model",
            MULTILINGUAL,
            "training_file",
            upload("language.jsonl", names(language)),
            "task",
            Map.of("type", "masked_lm"),
            "adapter",
            "seq_bn_inv[reduction_factor=2]"));
  }

  private static String names(String language) throws IOException {
    return Files.readString(NAMES.resolve(language + ".jsonl"));
  }

  @Test
  void aFusionIsTrainedOverTwoAndParallelAsksBoth() {
    String file = upload("rows.csv", ROWS);
    String one = train(classifier(file, Map.of("seed", 1)));
    String two = train(classifier(file, Map.of("seed", 2)));

    String mix = train(classifier(file, Map.of("setup", Map.of("fuse", List.of(one, two)))));

    JsonNode adapter = http.get("/v1/adapters/" + mix).json();
    assertThat(adapter.at("/method").asString()).isEqualTo("fusion");
    assertThat(predict(mix, Map.of()).at("/0/label").asString()).isIn("ask", "tell");
    assertThat(weights(mix, "adapterhub").text())
        .contains("adapter_fusion_config.json", "model_adapter_fusion.safetensors");
    assertThat(weights(mix, "peft").at("/error/code")).isEqualTo("format_not_supported");
    JsonNode both = predict(one, Map.of("setup", Map.of("parallel", List.of(one, two))));
    assertThat(both.at("/0/answers").valueStream().map(answer -> answer.at("/adapter").asString()))
        .containsExactly(one, two);
    assertThat(both.at("/0/answers/1/logits")).isEqualTo(predict(two, Map.of()).at("/0/logits"));
  }

  @Test
  void whatGoesOnFromAnAdapterGoesOnInItsSetup() {
    String file = upload("rows.csv", ROWS);
    String one = train(classifier(file, Map.of("seed", 1)));
    String task = train(classifier(file, Map.of("setup", stack(one, "$new"))));
    String mix = train(classifier(file, Map.of("setup", Map.of("fuse", List.of(one, one)))));
    Map<String, Object> fromTask = Map.of("adapter", Map.of("from", task));

    String again = train(classifier(file, fromTask));
    String further =
        train(
            Map.of("model", http.get("/v1/adapters/" + again).at("/name"), "training_file", file));
    String ownConfiguration =
        train(classifier(file, Map.of("start_from", task, "adapter", configuration(task))));
    String alone = train(classifier(file, with(fromTask, Map.of("setup", "$new"))));
    String mixed = train(classifier(file, Map.of("adapter", Map.of("from", mix))));

    for (String onward : List.of(again, further, ownConfiguration)) {
      assertThat(setup(onward)).isEqualTo(Map.of("stack", List.of(one, onward)));
    }
    assertThat(setup(alone)).isEqualTo(alone);
    assertThat(setup(mixed)).isEqualTo(Map.of("fuse", List.of(one, one)));
    assertThat(http.get("/v1/adapters/" + mixed).at("/method")).isEqualTo("fusion");
  }

  @Test
  void whatOthersWereTrainedWithIsDeletedAfterThem() {
    String file = upload("rows.csv", ROWS);
    String one = train(classifier(file, Map.of("seed", 1)));
    String task = train(classifier(file, Map.of("setup", stack(one, "$new"))));
    String mix = train(classifier(file, Map.of("setup", Map.of("fuse", List.of(one, one)))));

    Answer refused = http.delete("/v1/adapters/" + one);
    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.at("/error/code")).isEqualTo("still_in_use");
    assertThat(refused.at("/detail")).contains(task, mix);
    assertThat(predict(task, Map.of()).at("/0/label").asString()).isIn("ask", "tell");

    String name = http.get("/v1/adapters/" + one).at("/name");
    for (String dependant : List.of(task, mix)) {
      assertThat(http.delete("/v1/models/" + name).status()).isEqualTo(409);
      assertThat(http.delete("/v1/adapters/" + dependant).status()).isEqualTo(200);
    }
    assertThat(http.delete("/v1/adapters/" + one).status()).isEqualTo(200);
  }

  private Object setup(String adapter) {
    return JsonMapper.shared()
        .convertValue(http.get("/v1/adapters/" + adapter).json().at("/setup"), Object.class);
  }

  private Object configuration(String adapter) {
    return JsonMapper.shared()
        .convertValue(http.get("/v1/adapters/" + adapter).json().at("/config"), Object.class);
  }

  private static Map<String, Object> with(Map<String, Object> body, Map<String, Object> more) {
    Map<String, Object> both = new HashMap<>(body);
    both.putAll(more);
    return both;
  }

  @Test
  void whatCannotBeTogetherIsNamedAtSubmission() {
    String file = upload("rows.csv", ROWS);
    String lora = train(classifier(file, Map.of("adapter", "lora")));

    assertFault(
        classifier(file, Map.of("adapter", "lora[leave_out=[0]]|lora")),
        "/adapter/configs/1/attn_matrices",
        "encoder.layer.1.attention.self.query");
    assertFault(
        classifier(file, Map.of("setup", Map.of("fuse", List.of(lora, lora)))),
        "/adapter",
        "fusion");
    assertFault(
        classifier(file, Map.of("setup", stack("adp-unknown", "$new"))),
        "/setup/stack/0",
        "adp-unknown");
    assertFault(
        classifier(file, Map.of("model", MULTILINGUAL, "setup", stack(lora, "$new"))),
        "/setup/stack/0",
        MODEL);
    assertFault(
        classifier(
            file, Map.of("setup", split("$new", lora), "adapter", "pfeiffer[reduction_factor=4]")),
        "/setup/split/1",
        "bottleneck adapters only");
    assertFault(
        classifier(
            file,
            Map.of("setup", Map.of("fuse", List.of(lora, lora)), "adapter", Map.of("from", lora))),
        "/adapter/from",
        "a fusion, not lora");
    assertFault(
        classifier(file, Map.of("start_from", lora, "adapter", "lora[r=3]")),
        "/adapter/from",
        "expected [3, ");
    assertFault(
        classifier(
            file, Map.of("adapter", Map.of("from", lora), "task", Map.of("type", "masked_lm"))),
        "/task",
        "does not fit this task");
    assertFault(classifier(file, Map.of("setup", stack("$new", "$new"))), "/setup", "named once");
    assertFault(
        classifier(file, Map.of("setup", Map.of("fuse", List.of("$new", Map.of("split", 1))))),
        "/setup/fuse/1",
        "stack");
  }

  @Test
  void aPredictionRefusesASetupThatIsNotItsOwn() {
    String file = upload("rows.csv", ROWS);
    String one = train(classifier(file, Map.of("seed", 1)));
    String two = train(classifier(file, Map.of("seed", 2)));

    for (Object setup :
        List.of(
            two,
            "$new",
            Map.of("fuse", List.of(one, two)),
            Map.of("batch_split", List.of(one, two), "batch_sizes", 7))) {
      assertRefused(one, setup, "/setup");
    }
    assertRefused(one, stack(one, "adp-unknown"), "/setup/stack/1");
  }

  private void assertRefused(String adapter, Object setup, String pointer) {
    Answer answer =
        http.postJson(
            "/v1/adapters/" + adapter + "/predict", Map.of("inputs", List.of("a"), "setup", setup));
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo(pointer);
  }

  private void assertFault(Map<String, Object> body, String pointer, String word) {
    Answer answer = http.postJson(JOBS, body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.json().at("/errors").valueStream())
        .as(answer.text())
        .anySatisfy(fault -> {
          assertThat(fault.at("/pointer").asString()).isEqualTo(pointer);
          assertThat(fault.at("/message").asString()).contains(word);
        });
  }

  private static Map<String, Object> classifier(String file, Map<String, Object> change) {
    Map<String, Object> body = new HashMap<>(Map.of("model", MODEL, "training_file", file));
    body.putAll(change);
    return body;
  }

  private static Map<String, Object> stack(String first, String then) {
    return Map.of("stack", List.of(first, then));
  }

  private static Map<String, Object> split(String first, String rest) {
    return Map.of("split", List.of(first, rest), "splits", 1);
  }

  private Answer weights(String adapter, String format) {
    return http.get("/v1/adapters/" + adapter + "/weights?format=" + format);
  }

  private int parameters(String adapter) {
    return http.get("/v1/adapters/" + adapter).json().at("/trainable_parameters").asInt();
  }

  private JsonNode predict(String adapter, Map<String, Object> with) {
    Map<String, Object> body = new HashMap<>(Map.of("inputs", List.of("a red apple", "a bus")));
    body.putAll(with);
    Answer answer = http.postJson("/v1/adapters/" + adapter + "/predict", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/data");
  }

  /** Trains for two epochs; the id of the adapter. */
  private String train(Map<String, Object> request) {
    Map<String, Object> body = new HashMap<>(request);
    body.put("training", Map.of("epochs", 2, "batch_size", 8, "learning_rate", 0.01));
    Answer created = http.postJson(JOBS, body);
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    JsonNode job =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> http.get(JOBS + "/" + created.at("/id")).json(),
                seen -> seen.at("/finished_at").isNumber());
    assertThat(job.at("/status").asString()).as(job.toString()).isEqualTo("succeeded");
    return job.at("/adapter_id").asString();
  }

  private String upload(String name, String rows) {
    Multipart form = new Multipart().text("purpose", "fine-tune").file(name, rows);
    return form.postTo(http, "/v1/files").at("/id");
  }
}
