package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Evaluations of adapters on files, as a client sees them. */
class EvaluationsTest extends RealService {
  @Autowired JdbcClient jdbc;

  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");
  private static final String ROWS =
      """
      {"text":"no salt","label":"bad"}
      {"text":"so good","label":"good"}
      {"text":"no, no","label":"bad"}
      """;

  @Test
  void anEvaluationTellsHowEachRowWasAnswered() {
    String adapter = train(ROWS, "sequence_classification");
    String path = "/v1/adapters/" + adapter + "/evaluations";
    String file = upload("test.jsonl", ROWS);

    Answer queued = http.postJson(path, Map.of("file", file));

    assertThat(queued.status()).as(queued.text()).isEqualTo(202);
    assertThat(queued.header("Location")).isEqualTo(path + "/" + queued.at("/id"));
    assertThat(queued.at("/status")).isEqualTo("queued");
    Answer done = ended(path + "/" + queued.at("/id"));
    assertThat(done.at("/status")).as(done.text()).isEqualTo("succeeded");
    JsonNode result = done.json().at("/result");
    assertThat(result.at("/rows").asInt()).isEqualTo(3);
    assertThat(result.at("/confusion_matrix/labels")).hasToString("[\"bad\",\"good\"]");
    JsonNode counts = result.at("/confusion_matrix/counts");
    assertThat(counts.at("/0/0").asInt() + counts.at("/0/1").asInt()).isEqualTo(2);
    assertThat(counts.at("/1/0").asInt() + counts.at("/1/1").asInt()).isEqualTo(1);
    double right = counts.at("/0/0").asInt() + counts.at("/1/1").asInt();
    assertThat(result.at("/metrics/accuracy").asDouble()).isEqualTo(right / 3);
    assertThat(result.at("/per_label/0/support").asInt()).isEqualTo(2);
    assertThat(result.at("/worst").size()).isEqualTo(3 - (int) right);
    result
        .at("/worst")
        .forEach(row -> assertThat(row.at("/gold")).isNotEqualTo(row.at("/predicted")));
    String csv = http.get("/v1/files/" + done.at("/result_files/0") + "/content").text();
    assertThat(csv.lines()).hasSize(4).first().isEqualTo("row,gold,predicted,probability");
    String predicted =
        http.postJson("/v1/adapters/" + adapter + "/predict", Map.of("inputs", List.of("no salt")))
            .at("/data/0/label");
    assertThat(csv.lines().skip(1).findFirst().orElseThrow()).startsWith("0,bad," + predicted);

    assertThat(http.get(path).at("/data/0/id")).isEqualTo(queued.at("/id"));
    assertThat(http.delete(path + "/" + queued.at("/id")).status()).isEqualTo(200);
    assertThat(http.get(path + "/" + queued.at("/id")).status()).isEqualTo(404);
    assertThat(http.get("/v1/files/" + done.at("/result_files/0")).status()).isEqualTo(404);
    assertThat(http.get("/v1/files/" + file).status()).isEqualTo(200);
  }

  @Test
  void anAdaptersEvaluationsAreDeletedWithItAndSoAreTheirFiles() {
    String adapter = "/v1/adapters/" + train(ROWS, "sequence_classification");
    String file = upload("test.jsonl", ROWS);
    String path = adapter + "/evaluations";
    Answer done = ended(path + "/" + http.postJson(path, Map.of("file", file)).at("/id"));
    assertThat(done.at("/status")).as(done.text()).isEqualTo("succeeded");

    assertThat(http.delete(adapter).status()).isEqualTo(200);

    assertThat(http.get("/v1/files/" + done.at("/result_files/0")).status()).isEqualTo(404);
    assertThat(http.get("/v1/files/" + file).status()).isEqualTo(200);
    assertThat(
            jdbc.sql("select count(*) from evaluation where id = :id")
                .param("id", done.at("/id"))
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void anEvaluationWhoseNodeDiedIsRunAgainAndOneThatIsSpokenForIsNot() {
    String path = "/v1/adapters/" + train(ROWS, "sequence_classification") + "/evaluations";
    String file = upload("test.jsonl", ROWS);
    String lost = path + "/" + http.postJson(path, Map.of("file", file)).at("/id");
    Answer before = ended(lost);
    String runs = path + "/" + http.postJson(path, Map.of("file", file)).at("/id");
    ended(runs);

    running(runs, Instant.now().plusSeconds(3600));
    running(lost, Instant.now().minusSeconds(60));

    Answer after = ended(lost);
    assertThat(after.at("/status")).isEqualTo("succeeded");
    assertThat(after.json().at("/result")).isEqualTo(before.json().at("/result"));
    assertThat(after.at("/result_files/0")).isNotEqualTo(before.at("/result_files/0"));
    assertThat(http.get(runs).at("/status")).isEqualTo("running");
    assertThat(http.delete("/v1/files/" + file).status()).isEqualTo(409);
    assertThat(http.delete(runs).status()).isEqualTo(200);
    assertThat(http.delete("/v1/files/" + file).status()).isEqualTo(200);
  }

  /** As a node leaves it that spoke up at some time and is not heard of again. */
  private void running(String path, Instant beat) {
    jdbc.sql(
            """
            update evaluation
               set status = 'RUNNING', run = 'elsewhere', beat_at = :beat, report = null,
                   result_file = null, finished_at = null
             where id = :id
            """)
        .param("beat", Timestamp.from(beat))
        .param("id", path.substring(path.lastIndexOf('/') + 1))
        .update();
  }

  @Test
  void moreEvaluationsThanCanWaitArePutOff() {
    String path = "/v1/adapters/" + train(ROWS, "sequence_classification") + "/evaluations";
    String file = upload("test.jsonl", ROWS);
    String one = path + "/" + http.postJson(path, Map.of("file", file)).at("/id");
    ended(one);
    running(one, Instant.now().plusSeconds(3600));
    jdbc.sql(
            """
            insert into evaluation (id, owner, adapter_id, model, file_id, columns, setup, status,
                                    run, beat_at, created_at)
            select 'eval-full-' || n, owner, adapter_id, model, file_id, columns, setup, status,
                   run, beat_at, created_at
              from evaluation, generate_series(1, 99) n
             where id = :id
            """)
        .param("id", one.substring(one.lastIndexOf('/') + 1))
        .update();
    try {
      Answer refused = http.postJson(path, Map.of("file", file));

      assertThat(refused.status()).as(refused.text()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).matches("[0-9]+");
      assertThat(refused.text()).contains("100 evaluations wait");
    } finally {
      jdbc.sql("delete from evaluation where run = 'elsewhere'").update();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          question_answering   | {"question":"a","context":"a bus","answers":{"text":["bus"],"answer_start":[2]}};{"question":"b","context":"no","answers":{"text":["no"],"answer_start":[0]}} | {"question":"a","context":"a bus","answers":{"text":["bus"],"answer_start":[2]}};{"question":"b","context":"a bus","answers":{"text":["car"],"answer_start":[2]}}
          token_classification | {"tokens":["a"],"tags":["O"]};{"tokens":["b"],"tags":["O"]} | {"tokens":["a"],"tags":["O"]};{"tokens":["b","c"],"tags":["O"]}
          """)
  void aBadRowIsNamedByItsLine(String task, String good, String bad) {
    String path = "/v1/adapters/" + train(good.replace(';', '\n') + "\n", task) + "/evaluations";

    Answer queued =
        http.postJson(path, Map.of("file", upload("bad.jsonl", bad.replace(';', '\n') + "\n")));

    String found =
        queued.status() == 202
            ? ended(path + "/" + queued.at("/id")).at("/error/message")
            : queued.at("/errors/0/message");
    assertThat(found).as(queued.text()).contains("line 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          multi_label_classification | {"text":"no salt","labels":["a","b"]};{"text":"no","labels":["b"]}        | micro_f1    | 3
          regression                 | {"text":"no salt","score":1};{"text":"so good","score":2.5}               | mse         | 3
          token_classification       | {"tokens":["no","salt"],"tags":["O","B-X"]};{"tokens":["a"],"tags":["O"]} | accuracy    | 3
          question_answering         | {"question":"who?","context":"the dog sleeps","answers":{"text":["dog"],"answer_start":[4]}};{"question":"what?","context":"a bus","answers":{"text":["bus"],"answer_start":[2]}} | exact_match | 3
          multiple_choice            | {"text":"the soup","choices":["needs salt","is a bus"],"label":0};{"text":"no","choices":["bus","salt"],"label":1} | accuracy | 3
          masked_lm                  | {"text":"the soup needs salt"};{"text":"a bus in the report"}             | loss        | 0
          """)
  void everyTaskIsEvaluated(String task, String rows, String metric, int lines) {
    String content = rows.replace(';', '\n') + "\n";
    String adapter = train(content, task);
    String path = "/v1/adapters/" + adapter + "/evaluations";

    Answer queued = http.postJson(path, Map.of("file", upload("test.jsonl", content)));

    Answer done = ended(path + "/" + queued.at("/id"));
    assertThat(done.at("/status")).as(done.text()).isEqualTo("succeeded");
    assertThat(done.json().at("/result/metrics/" + metric).isNumber()).as(done.text()).isTrue();
    JsonNode files = done.json().at("/result_files");
    assertThat(files).as(done.text()).hasSize(lines == 0 ? 0 : 1);
    files.forEach(file ->
        assertThat(http.get("/v1/files/" + file.asString() + "/content").text().lines())
            .hasSize(lines));
  }

  @Test
  void whatCannotBeEvaluatedIsRefusedAtOnce() {
    String adapter = train(ROWS, "sequence_classification");
    String path = "/v1/adapters/" + adapter + "/evaluations";

    Answer labels =
        http.postJson(
            path, Map.of("file", upload("other.jsonl", "{\"text\":\"so\",\"label\":\"ugly\"}\n")));
    Answer columns =
        http.postJson(path, Map.of("file", upload("other.jsonl", "{\"words\":\"so\"}\n")));
    Answer unknown = http.postJson(path, Map.of("file", "file-none"));

    assertThat(labels.status()).isEqualTo(422);
    assertThat(labels.at("/errors/0/code")).isEqualTo("unknown_label");
    assertThat(labels.at("/errors/0/message")).contains("ugly", "bad, good");
    assertThat(columns.status()).as(columns.text()).isEqualTo(422);
    assertThat(unknown.at("/errors/0/pointer")).isEqualTo("/file");
    assertThat(http.get(path).json().at("/data")).isEmpty();
  }

  @Test
  void aPredictionNamesWhatAnsweredAndTheAdapterMayBeOff() {
    String adapter = train(ROWS, "sequence_classification");
    String path = "/v1/adapters/" + adapter + "/predict";

    Answer on = http.postJson(path, Map.of("inputs", List.of("no salt")));
    Answer off = http.postJson(path, Map.of("inputs", List.of("no salt"), "setup", "none"));

    assertThat(on.at("/setup")).as(on.text()).isEqualTo(adapter);
    assertThat(on.at("/model")).isEqualTo(MODEL);
    assertThat(on.at("/adapter_state")).isEqualTo("ready");
    assertThat(off.at("/setup")).isEqualTo("none");
    assertThat(off.json().at("/data/0/logits")).isNotEqualTo(on.json().at("/data/0/logits"));
  }

  private String train(String rows, String task) {
    Map<String, Object> body = new HashMap<>();
    body.put("model", MODEL);
    body.put("training_file", upload("train.jsonl", rows));
    body.put("task", Map.of("type", task));
    body.put("adapter", "lora");
    body.put("validation_split", 0);
    body.put("training", Map.of("max_steps", 2, "batch_size", 2, "learning_rate", 0.01));
    String path = "/v1/fine_tuning/jobs/" + http.postJson("/v1/fine_tuning/jobs", body).at("/id");
    Answer job = ended(path);
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    return job.at("/adapter_id");
  }

  private Answer ended(String path) {
    return await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> http.get(path), found -> ENDS.contains(found.at("/status")));
  }

  private String upload(String name, String rows) {
    Answer file =
        new Multipart().text("purpose", "fine-tune").file(name, rows).postTo(http, "/v1/files");
    return file.at("/id");
  }
}
