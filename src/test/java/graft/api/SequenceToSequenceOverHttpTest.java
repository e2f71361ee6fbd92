package graft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.RealService;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What an encoder with a decoder behind it learns and tells, as a client sees it. */
class SequenceToSequenceOverHttpTest extends RealService {
  private static final String ROWS =
      "{\"source\":\"the soup needs\",\"target\":\"salt\"};{\"source\":\"a\",\"target\":\"bus in it\"}";

  private LanguageJobs jobs;

  @BeforeEach
  void open() {
    jobs = new LanguageJobs(http);
  }

  @ParameterizedTest
  @ValueSource(strings = {"t5", "bart"})
  void targetsAreLearnedAndTheirLikelihoodIsTold(String family) throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model(family), ROWS, Map.of("adapter", "lora")));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.at("/task/type")).isEqualTo("seq2seq_lm");
    assertThat(job.json().at("/task/head/checkpoint").asBoolean()).as(job.text()).isTrue();
    for (String metric : List.of("perplexity", "accuracy", "loss")) {
      assertThat(job.json().at("/metrics/valid_" + metric).isNumber()).as(job.text()).isTrue();
    }
    JsonNode answer = told(job, "salt", "");
    assertThat(answer.at("/tokens")).isNotEmpty();
    List<Double> likely =
        StreamSupport.stream(answer.at("/tokens").spliterator(), false)
            .map(token -> token.at("/log_probability").asDouble())
            .toList();
    assertThat(likely).allSatisfy(one -> assertThat(one).isNegative());
    assertThat(answer.at("/loss").asDouble())
        .isCloseTo(-likely.stream().mapToDouble(one -> one).average().orElseThrow(), within(1e-9));
    assertThat(answer.at("/tokens/" + (likely.size() - 1) + "/token").asString()).isEqualTo("</s>");
  }

  /** The ids that a decoder reads are the target's, one later. */
  @ParameterizedTest
  @CsvSource({"t5,0", "bart,2"})
  void aTextIsReadAsItsIdsAre(String family, int start) throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model(family), ROWS, Map.of("adapter", "lora")));
    String row = "{\"input_ids\":[5,6,1],\"labels\":[7,8,-100]}";
    Answer ready = jobs.ended(jobs.create(jobs.model(family), row, Map.of("adapter", "lora")));
    assertThat(ready.at("/status")).as(ready.text()).isEqualTo("succeeded");
    assertThat(ready.at("/task/type")).isEqualTo("seq2seq_lm");

    Answer answer =
        jobs.predict(
            job,
            Map.of(
                "inputs",
                Map.of(
                    "input_ids", List.of(List.of(5, 6, 1)),
                    "decoder_input_ids", List.of(List.of(start, 7, 8))),
                "return",
                List.of("probabilities", "all_logits")));

    JsonNode tokens = answer.json().at("/data/0/tokens");
    assertThat(tokens).as(answer.text()).hasSize(3);
    assertThat(tokens.at("/0").has("log_probability")).isFalse();
    double[] first = tokens.at("/0/logits").valueStream().mapToDouble(JsonNode::asDouble).toArray();
    double sum = Arrays.stream(first).map(Math::exp).sum();
    assertThat(tokens.at("/1/log_probability").asDouble())
        .isCloseTo(first[7] - Math.log(sum), within(1e-4));
  }

  @Test
  void readyIdsMayComeRowByRowOrInColumns() throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model("t5"), ROWS, Map.of("adapter", "lora")));
    List<List<Integer>> ids = List.of(List.of(5, 6, 1), List.of(7, 1));
    List<List<Integer>> masks = List.of(List.of(1, 0, 1), List.of(1, 1));
    List<List<Integer>> read = List.of(List.of(0, 7), List.of(0, 8, 9));
    List<?> rows =
        List.of(
            row(ids.get(0), masks.get(0), read.get(0)), row(ids.get(1), masks.get(1), read.get(1)));

    Answer byRow = ready(job, rows);

    assertThat(byRow.status()).as(byRow.text()).isEqualTo(200);
    assertThat(byRow.json().at("/data/1/tokens")).hasSize(3);
    assertThat(byRow.json()).isEqualTo(ready(job, row(ids, masks, read)).json());
    Answer refused = ready(job, List.of(rows.get(0), row(List.of(9999), List.of(1), List.of(0))));
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/inputs/1/input_ids");
  }

  private static Map<String, ?> row(List<?> ids, List<?> mask, List<?> read) {
    return Map.of("input_ids", ids, "attention_mask", mask, "decoder_input_ids", read);
  }

  private Answer ready(Answer job, Object inputs) {
    return http.postJson(
        "/v1/adapters/" + job.at("/adapter_id") + "/predict",
        Map.of("inputs", inputs, "return", List.of("all_logits")));
  }

  /** What a row says that the decoder reads is read, and not its labels. */
  @Test
  void whatTheDecoderReadsMayBeSaid() throws IOException {
    String usual = "{\"input_ids\":[5,6,1],\"labels\":[7,8,1]}";
    String same = usual.replace("}", ",\"decoder_input_ids\":[0,7,8]}");
    String other = usual.replace("}", ",\"decoder_input_ids\":[0,9,9]}");

    double expected = firstLoss(usual);

    assertThat(firstLoss(same)).isCloseTo(expected, within(1e-6));
    assertThat(Math.abs(firstLoss(other) - expected)).isGreaterThan(1e-4);
  }

  @Test
  void whatIsTooLongIsCutAndSaid() throws IOException {
    Map<String, ?> more =
        Map.of("training", Map.of("max_steps", 3, "max_length", 4), "dry_run", true);

    Answer dry = jobs.create(jobs.model("t5"), ROWS, more);

    assertThat(dry.status()).as(dry.text()).isEqualTo(200);
    assertThat(dry.json().at("/truncated_rows").asInt()).isEqualTo(8);
    assertThat(dry.json().at("/example/target_tokens")).hasSize(4);
    assertThat(dry.text()).contains("longer than max_length, 4 tokens, and were cut");
    assertThat(dry.json().at("/estimated_peak_bytes").asLong()).isPositive();
  }

  @Test
  void aHeadOfItsOwnMayBeAskedFor() throws IOException {
    Map<String, ?> task =
        Map.of("type", "seq2seq_lm", "head", Map.of("layers", 1, "checkpoint", false));

    Answer job = jobs.ended(jobs.create(jobs.model("bart"), ROWS, Map.of("task", task)));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.json().at("/task/head/checkpoint").asBoolean()).isFalse();
  }

  @Test
  void anEvaluationMeasuresWhatTrainingDid() throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model("t5"), ROWS, Map.of("adapter", "lora")));

    JsonNode measured = jobs.evaluated(job).at("/result/metrics");

    for (String metric : List.of("perplexity", "accuracy", "loss")) {
      assertThat(measured.at("/" + metric).asDouble())
          .as(metric)
          .isCloseTo(job.json().at("/metrics/valid_" + metric).asDouble(), within(1e-4));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"source":"a","text":"b"} | 422 | not some of each
          {"target":"a"}            | 400 | source is required
          {"text":"a","text_pair":"b"} | 422 | text_pair is not read where text is generated
          """)
  void whatCannotBeAnsweredIsRefused(String input, int status, String message) throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model("t5"), ROWS, Map.of("adapter", "lora")));

    Answer refused =
        http.postJson(
            "/v1/adapters/" + job.at("/adapter_id") + "/predict", "{\"inputs\":[" + input + "]}");

    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.text()).contains(message);
  }

  /** A source alone is answered, with a target it is judged. */
  @ParameterizedTest
  @ValueSource(strings = {"t5", "bart"})
  void anAdapterWritesWhatItLearnedTo(String family) throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model(family), ROWS, Map.of("adapter", "lora")));
    Map<String, ?> generation = Map.of("max_new_tokens", 6, "num_beams", 2);

    Answer answer =
        jobs.predict(
            job,
            Map.of(
                "inputs",
                List.of("the soup needs", Map.of("source", "the soup needs")),
                "generation",
                generation));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/data/0")).isEqualTo(answer.json().at("/data/1"));
    assertThat(answer.json().at("/data/0/generated_ids")).isNotEmpty();
    assertThat(answer.json().at("/data/0/score").isNumber()).isTrue();
  }

  @Test
  void columnsByOtherNamesAreHintedAt() throws IOException {
    String rows = ROWS.replace("source", "article").replace("target", "summary");

    Answer refused =
        jobs.create(jobs.model("t5"), rows, Map.of("task", Map.of("type", "seq2seq_lm")));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.text()).contains("did you mean article").contains("did you mean summary");
    Map<String, String> columns = Map.of("source", "article", "target", "summary");
    Answer job = jobs.ended(jobs.create(jobs.model("t5"), rows, Map.of("columns", columns)));
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t5", "bart"})
  void classesAreToldToo(String family) throws IOException {
    String rows =
        "{\"text\":\"no salt\",\"label\":\"bad\"};{\"text\":\"so very good\",\"label\":\"good\"}";

    Answer job = jobs.ended(jobs.create(jobs.model(family), rows, Map.of("adapter", "lora")));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(jobs.predict(job, Map.of("inputs", List.of("no salt"))).at("/data/0/label"))
        .isIn("bad", "good");
    List<?> uneven = List.of("no salt", row(List.of(5, 1), List.of(1, 1), List.of(0, 5)));
    assertThat(ready(job, uneven).at("/errors/0/pointer")).isEqualTo("/inputs/0/decoder_input_ids");
  }

  private double firstLoss(String row) throws IOException {
    Answer job =
        jobs.ended(
            jobs.create(
                jobs.model("t5"),
                row,
                Map.of("adapter", "lora", "training", Map.of("max_steps", 1, "dropout", 0))));
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    return http.get("/v1/fine_tuning/jobs/" + job.at("/id") + "/metrics")
        .json()
        .at("/data")
        .valueStream()
        .filter(series -> series.at("/name").asString().equals("loss"))
        .map(series -> series.at("/points/0/value").asDouble())
        .findFirst()
        .orElseThrow();
  }

  private JsonNode told(Answer job, String target, String source) {
    Answer answer =
        jobs.predict(job, Map.of("inputs", List.of(Map.of("source", source, "target", target))));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/data/0");
  }
}
