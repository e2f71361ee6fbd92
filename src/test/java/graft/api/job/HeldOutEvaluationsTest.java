package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What jobs leave behind of the rows that they do not train on, as a client sees it. */
class HeldOutEvaluationsTest extends RealService {
  @Autowired JdbcClient jdbc;

  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");
  private static final List<String> ROWS = rows(40, "good", "bad");

  private static List<String> rows(int count, String even, String odd) {
    return IntStream.range(0, count)
        .mapToObj(row ->
            "{\"text\":\"%s row %d\",\"label\":\"%s\"}"
                .formatted(row % 2 == 0 ? "so good" : "no salt", row, row % 2 == 0 ? even : odd))
        .toList();
  }

  @Test
  void aJobThatSplitsRowsOffLeavesAnEvaluationThatNamesThemAsTheFileHasThem() {
    Answer job = train(Map.of("validation_split", 0.3));

    JsonNode found = only(job);

    assertThat(found.at("/split").asString()).isEqualTo("validation");
    assertThat(found.at("/job_id").asString()).isEqualTo(job.at("/id"));
    assertThat(found.at("/file").asString()).isEqualTo(job.at("/training_file"));
    assertThat(found.at("/setup").asString()).isEqualTo(job.at("/adapter_id"));
    assertThat(found.at("/status").asString()).isEqualTo("succeeded");
    assertThat(found.at("/progress/rows_done").asInt()).isEqualTo(12);
    assertThat(found.at("/result/rows").asInt()).isEqualTo(12);
    assertMetricsOf(job, "valid_", found);
    List<String[]> answers = answers(found);
    assertThat(answers).hasSize(12);
    assertThat(answers).extracting(cells -> cells[0]).doesNotHaveDuplicates();
    assertThat(answers)
        .allSatisfy(cells ->
            assertThat(ROWS.get(Integer.parseInt(cells[0]))).contains('"' + cells[1] + '"'));
    assertThat(answers).extracting(cells -> Integer.valueOf(cells[0])).anyMatch(row -> row >= 12);
    found
        .at("/result/worst")
        .forEach(worst ->
            assertThat(ROWS.get(worst.at("/row").asInt()))
                .contains(worst.at("/text").asString(), worst.at("/gold").asString()));
    assertTableOf(answers, found);
  }

  /** The matrix and the table of labels are those of the answers row by row. */
  private static void assertTableOf(List<String[]> answers, JsonNode found) {
    List<String> labels = List.of("bad", "good");
    for (int gold = 0; gold < 2; gold++) {
      for (int predicted = 0; predicted < 2; predicted++) {
        String[] pair = {labels.get(gold), labels.get(predicted)};
        assertThat(
                found
                    .at("/result/confusion_matrix/counts/%d/%d".formatted(gold, predicted))
                    .asLong())
            .isEqualTo(
                answers.stream().filter(cells -> Arrays.equals(cells, 1, 3, pair, 0, 2)).count());
      }
      String label = labels.get(gold);
      assertThat(found.at("/result/per_label/%d/support".formatted(gold)).asLong())
          .isEqualTo(answers.stream().filter(cells -> cells[1].equals(label)).count());
    }
  }

  @ParameterizedTest
  @CsvSource({"best, 0.5", "last, 0.5", "best, 0.01"})
  void theEvaluationIsOfTheWeightsThatWereKept(String keep, double rate) {
    String validation = upload("valid.jsonl", rows(9, "good", "bad"));
    Answer job =
        train(
            Map.of(
                "validation_file",
                validation,
                "evaluation",
                Map.of("every_steps", 1, "keep", keep),
                "training",
                Map.of("max_steps", 6, "batch_size", 4, "learning_rate", rate)));

    JsonNode left = only(job);

    assertThat(left.at("/file").asString()).isEqualTo(validation);
    assertMetricsOf(job, "valid_", left);
    String path = "/v1/adapters/" + job.at("/adapter_id") + "/evaluations";
    Answer again = ended(path + "/" + http.postJson(path, Map.of("file", validation)).at("/id"));
    assertThat(again.json().at("/split").isNull()).isTrue();
    assertThat(predicted(again.json())).isEqualTo(predicted(left));
    assertThat(again.json().at("/result/confusion_matrix"))
        .isEqualTo(left.at("/result/confusion_matrix"));
  }

  @Test
  void aTestFileLeavesOneTooAndMeasuringChangesNoWeights() {
    Map<String, Object> last = Map.of("every_steps", 2, "keep", "last");
    String validation = upload("valid.jsonl", rows(9, "good", "bad"));
    String test = upload("test.jsonl", rows(7, "bad", "good"));

    Answer measured =
        train(Map.of("validation_file", validation, "test_file", test, "evaluation", last));
    Answer bare = train(Map.of("validation_split", 0));

    List<JsonNode> left = evaluations(measured);
    assertThat(left)
        .extracting(found -> found.at("/split").asString())
        .containsExactlyInAnyOrder("validation", "test");
    JsonNode onTest =
        left.stream()
            .filter(found -> found.at("/split").asString().equals("test"))
            .findAny()
            .orElseThrow();
    assertThat(onTest.at("/file").asString()).isEqualTo(test);
    assertThat(onTest.at("/result/rows").asInt()).isEqualTo(7);
    assertMetricsOf(measured, "test_", onTest);
    assertThat(evaluations(bare)).isEmpty();
    assertThat(sha256(measured)).isEqualTo(sha256(bare));
  }

  @Test
  void aLanguageModelLeavesItsMetricsAndNoAnswers() {
    String texts = upload("texts.jsonl", rows(20, "good", "bad"));
    Answer job =
        train(
            Map.of(
                "training_file",
                texts,
                "task",
                Map.of("type", "masked_lm"),
                "validation_split",
                0.2));

    JsonNode found = only(job);

    assertThat(found.at("/result_files")).isEmpty();
    assertThat(found.at("/result/worst")).isEmpty();
    assertMetricsOf(job, "valid_", found);
  }

  @Test
  void ofAQuestionThatIsReadInWindowsOneAnswerIsTold() {
    String text = "the dog sleeps ".repeat(30);
    String rows =
        """
        {"question":"who?","context":"%1$s","answers":{"text":["dog"],"answer_start":[4]}}
        {"question":"what?","context":"a bus","answers":{"text":["bus"],"answer_start":[2]}}
        {"question":"who?","context":"%1$s","answers":{"text":["dog"],"answer_start":[4]}}
        """
            .formatted(text);
    String file = upload("questions.jsonl", rows.lines().toList());
    Answer job =
        train(
            Map.of(
                "training_file",
                file,
                "task",
                Map.of("type", "question_answering"),
                "validation_file",
                file,
                "training",
                Map.of("max_steps", 2, "batch_size", 4, "max_length", 32)));

    JsonNode left = only(job);
    String path = "/v1/adapters/" + job.at("/adapter_id") + "/evaluations";
    Answer again = ended(path + "/" + http.postJson(path, Map.of("file", file)).at("/id"));

    for (JsonNode found : List.of(left, again.json())) {
      assertThat(answers(found)).extracting(cells -> cells[0]).containsExactly("0", "1", "2");
      assertThat(answers(found)).extracting(cells -> cells[1]).containsExactly("dog", "bus", "dog");
      double right = answers(found).stream().filter(cells -> cells[2].equals(cells[1])).count();
      assertThat(found.at("/result/metrics/exact_match").asDouble()).isEqualTo(right / 3);
      found
          .at("/result/worst")
          .forEach(worst -> assertThat(worst.at("/row").asInt()).isLessThan(3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adapter", "evaluation", "data_file"})
  void anAdapterIsDeletedWithItsEvaluationsOrNotAtAll(String table) {
    Answer job = train(Map.of("validation_split", 0.3));
    String adapter = "/v1/adapters/" + job.at("/adapter_id");
    JsonNode left = only(job);
    String answers = "/v1/files/" + left.at("/result_files/0").asString();
    jdbc.sql(
            """
            create function refuse() returns trigger language plpgsql
                as $$ begin raise exception 'as if the machine went down'; end $$;
            create constraint trigger refused after delete on %s deferrable initially immediate
                for each row execute function refuse();
            """
                .formatted(table))
        .update();
    try {
      assertThat(http.delete(adapter).status()).isEqualTo(500);
      assertThat(only(job)).isEqualTo(left);
      assertThat(answers(left)).hasSize(12);
      assertThat(http.postJson(adapter + "/predict", Map.of("inputs", List.of("so good"))).status())
          .isEqualTo(200);
      assertThat(http.get(adapter + "/weights?format=peft").status()).isEqualTo(200);
    } finally {
      jdbc.sql("drop function refuse() cascade").update();
    }

    assertThat(http.delete(adapter).status()).isEqualTo(200);
    assertThat(http.get(answers).status()).isEqualTo(404);
    assertThat(DATA.resolve("files").resolve(left.at("/result_files/0").asString())).doesNotExist();
    assertThat(DATA.resolve("adapters").resolve(job.at("/adapter_id"))).doesNotExist();
  }

  @Test
  void answersThatWereDeletedBeforeAreNoHindrance() {
    Answer job = train(Map.of("validation_split", 0.3));
    String file = "/v1/files/" + only(job).at("/result_files/0").asString();
    assertThat(http.delete(file).status()).isEqualTo(200);

    assertThat(http.delete("/v1/adapters/" + job.at("/adapter_id")).status()).isEqualTo(200);
  }

  @Test
  void whoDeletesTheJobKeepsTheEvaluationWhichNamesItNoMore() {
    Answer job = train(Map.of("validation_split", 0.3));

    assertThat(http.delete("/v1/fine_tuning/jobs/" + job.at("/id")).status()).isEqualTo(200);

    JsonNode found = only(job);
    assertThat(found.at("/job_id").isNull()).isTrue();
    assertThat(found.at("/split").asString()).isEqualTo("validation");
    assertThat(answers(found)).hasSize(12);
  }

  @Test
  void anEvaluationThatRunsTellsHowFarItIs() {
    Answer job = train(Map.of("validation_split", 0));
    String path = "/v1/adapters/" + job.at("/adapter_id") + "/evaluations";
    String file = upload("many.jsonl", rows(8_000, "good", "bad"));
    String one = path + "/" + http.postJson(path, Map.of("file", file)).at("/id");

    Answer amid =
        await()
            .atMost(Duration.ofMinutes(1))
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> http.get(one), found -> found.json().at("/progress/rows_done").asLong() > 0);
    Answer done = ended(one);

    assertThat(amid.at("/status")).as(amid.text()).isEqualTo("running");
    assertThat(amid.json().at("/progress/rows_done").asLong()).isBetween(1L, 7_999L);
    assertThat(amid.json().at("/progress/rows_total").asLong()).isEqualTo(8_000);
    double left = amid.json().at("/progress/estimated_seconds_left").asDouble();
    assertThat(left).isPositive();
    assertThat(amid.json().at("/estimated_finish").asLong())
        .isGreaterThanOrEqualTo(amid.json().at("/started_at").asLong());
    assertThat(done.json().at("/progress/rows_done").asLong()).isEqualTo(8_000);
    assertThat(done.json().at("/progress/estimated_seconds_left").asDouble()).isZero();
    assertThat(done.json().at("/estimated_finish").isNull()).isTrue();
    assertThat(done.json().at("/started_at").asLong())
        .isBetween(done.json().at("/created_at").asLong(), done.json().at("/finished_at").asLong());
  }

  private static void assertMetricsOf(Answer job, String prefix, JsonNode found) {
    assertThat(found.at("/result/metrics")).isNotEmpty();
    found
        .at("/result/metrics")
        .properties()
        .forEach(metric ->
            assertThat(metric.getValue().asDouble())
                .as(metric.getKey())
                .isEqualTo(job.json().at("/metrics/" + prefix + metric.getKey()).asDouble()));
  }

  private JsonNode only(Answer job) {
    List<JsonNode> found = evaluations(job);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private List<JsonNode> evaluations(Answer job) {
    return http.get("/v1/adapters/" + job.at("/adapter_id") + "/evaluations")
        .json()
        .at("/data")
        .valueStream()
        .toList();
  }

  private Map<String, String> predicted(JsonNode found) {
    return answers(found).stream().collect(Collectors.toMap(cells -> cells[0], cells -> cells[2]));
  }

  /** Row, gold, predicted and probability of each. */
  private List<String[]> answers(JsonNode found) {
    return http.get("/v1/files/" + found.at("/result_files/0").asString() + "/content")
        .text()
        .lines()
        .skip(1)
        .map(line -> line.split(",", -1))
        .toList();
  }

  private String sha256(Answer job) {
    return http.get("/v1/adapters/" + job.at("/adapter_id")).at("/sha256");
  }

  private Answer train(Map<String, Object> changes) {
    Map<String, Object> body = new HashMap<>();
    body.put("model", MODEL);
    body.put("adapter", "lora");
    body.put("seed", 7);
    body.put("training", Map.of("max_steps", 4, "batch_size", 4, "learning_rate", 0.01));
    body.putAll(changes);
    body.computeIfAbsent("training_file", _ -> upload("train.jsonl", ROWS));
    Answer job =
        ended("/v1/fine_tuning/jobs/" + http.postJson("/v1/fine_tuning/jobs", body).at("/id"));
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    return job;
  }

  private Answer ended(String path) {
    return await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> http.get(path), found -> ENDS.contains(found.at("/status")));
  }

  private String upload(String name, List<String> rows) {
    return new Multipart()
        .text("purpose", "fine-tune")
        .file(name, String.join("\n", rows) + "\n")
        .postTo(http, "/v1/files")
        .at("/id");
  }
}
