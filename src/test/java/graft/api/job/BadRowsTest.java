package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that cannot be trained on are named when the job is sent, and no job is stored. */
class BadRowsTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";

  /** A good row, then a bad one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          sequence_classification | {"input_ids":[1,2],"attention_mask":[1,0],"label":"a"} | {"input_ids":[1,2],"attention_mask":[1,2],"label":"b"} | attention_mask must hold whole numbers from 0 to 1, not 2
          sequence_classification | {"input_ids":[1,2],"token_type_ids":[0,1],"label":"a"} | {"input_ids":[1,2],"token_type_ids":[0,7],"label":"b"} | token_type_ids must hold whole numbers from 0 to 1, not 7
          sequence_classification | {"input_ids":[1,2],"label":"a"} | {"input_ids":[1,120],"label":"b"} | input_ids must hold whole numbers from 0 to 119, not 120
          sequence_classification | {"input_ids":[1,2],"label":"a"} | {"input_ids":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"label":"b"} | input_ids must be 1 to 64 ids (max_length), not 65
          token_classification | {"tokens":["Ann","runs"],"tags":["N","V"]} | {"tokens":["Ann","runs"],"tags":["N"]} | as many tags as tokens, found 1 for 2
          token_classification | {"input_ids":[1,2],"labels":["N","V"]} | {"input_ids":[1,2],"labels":["N"]} | token_labels must have one entry for each of 2 input_ids, not 1
          question_answering | {"question":"who?","context":"Ann ran","answers":{"text":["Ann"],"answer_start":[0]}} | {"question":"who?","context":"Ann ran","answers":{"text":["Ann"],"answer_start":[1]}} | the context has not the answer "Ann" at character 1
          question_answering | {"question":"who?","context":"Ann ran","answers":[]} | {"question":"who?","context":"Ann ran","answers":["x"]} | answers must hold the lists text and answer_start
          regression | {"text":"a","score":0.5} | {"text":"b","score":1e39} | score must be a finite number
          masked_lm | {"input_ids":[1,2],"labels":[-100,2]} | {"input_ids":[1,2],"labels":[-100,120]} | token_labels must hold whole numbers from 0 to 119, not 120
          """)
  void aRowIsNamedWithItsFileAndLine(String task, String good, String bad, String reason) {
    String sound = upload(good + "\n" + good.replace("\"a\"", "\"b\"") + "\n");
    String faulty = upload(good + "\n" + bad + "\n");

    for (String attribute : List.of("training_file", "validation_file", "test_file")) {
      Map<String, Object> body = new HashMap<>(Map.of("training_file", sound));
      body.put(attribute, faulty);
      body.put("task", Map.of("type", task));

      assertThat(refused(body)).singleElement().asString().isEqualTo("/" + attribute + " line 2");
      assertThat(create(body).at("/errors/0/message")).contains(reason);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          masked_lm            | {"input_ids":[1,2],"labels":[-100,-100]}
          token_classification | {"input_ids":[1,2],"attention_mask":[0,0],"labels":["N","V"]}
          question_answering   | {"input_ids":[1,2],"start_positions":2,"end_positions":2}
          """)
  void rowsWithoutAnyLabelTeachNothing(String task, String row) {
    String nothing = upload((row + "\n").repeat(2));

    Answer answer = create(Map.of("training_file", nothing, "task", Map.of("type", task)));

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo("/training_file");
    assertThat(answer.at("/errors/0/message")).contains("no row has a label");
  }

  /** Their number is not bounded, and another file may have others. */
  @Test
  void theTokensThatALanguageModelGuessesAreNoClasses() {
    String some = upload("{\"input_ids\":[1,2],\"labels\":[-100,2]}\n");
    String others = upload("{\"input_ids\":[1,2],\"labels\":[1,-100]}\n");

    Answer answer =
        create(
            Map.of(
                "training_file",
                some,
                "validation_file",
                others,
                "task",
                Map.of("type", "masked_lm"),
                "dry_run",
                true));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/task/labels").isEmpty()).isTrue();
  }

  @Test
  void theFirstTwentyOfEachFileAreNamed() {
    String good = "{\"text\":\"a\",\"score\":1}\n";
    String faulty = upload(good + "{\"text\":\"a\",\"score\":1e39}\n".repeat(30));
    String other = upload(good + "{\"text\":\"a\",\"score\":-1e39}\n");

    assertThat(
            refused(
                Map.of(
                    "training_file",
                    faulty,
                    "test_file",
                    other,
                    "task",
                    Map.of("type", "regression"))))
        .containsExactlyElementsOf(
            Stream.concat(
                    IntStream.range(2, 22).mapToObj(line -> "/training_file line " + line),
                    Stream.of("/test_file line 2"))
                .toList());
  }

  @Test
  void oneRowIsNotSplit() {
    String one = upload("{\"text\":\"a\",\"score\":1}\n");

    Answer answer =
        create(
            Map.of(
                "training_file",
                one,
                "validation_split",
                0.5,
                "task",
                Map.of("type", "regression")));

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo("/validation_split");
  }

  /** Pointer and line of each fault. */
  private List<String> refused(Map<String, Object> body) {
    long before = jobs();
    Answer answer = create(body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(jobs()).isEqualTo(before);
    return answer
        .json()
        .at("/errors")
        .valueStream()
        .map(fault ->
            fault.at("/pointer").asString()
                + " "
                + fault.at("/message").asString().replaceFirst(":.*", ""))
        .toList();
  }

  private Answer create(Map<String, Object> change) {
    Map<String, Object> body = new HashMap<>(change);
    body.put("model", MODEL);
    return http.postJson(JOBS, body);
  }

  private long jobs() {
    return http.get(JOBS + "?limit=100").json().at("/data").size();
  }

  private String upload(String rows) {
    Multipart form = new Multipart().text("purpose", "fine-tune").file("rows.jsonl", rows);
    return form.postTo(http, "/v1/files").at("/id");
  }
}
