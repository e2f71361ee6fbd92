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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The task is what the data say: nothing is learnt that was not meant, and what is left out is
 * said.
 */
class TasksOfDataTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sentiment",
        "Label",
        "lable",
        "target",
        "intent",
        "y",
        "output",
        "topic",
        "LABELS"
      })
  void aColumnThatMayBeTheLabelIsNotPassedOver(String column) {
    String rows =
        "{\"text\":\"the cat\",\"%1$s\":\"pos\"}\n{\"text\":\"a dog\",\"%1$s\":\"neg\"}\n"
            .formatted(column);

    Answer refused = dryRun(rows, Map.of());

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/task");
    assertThat(refused.at("/errors/0/message"))
        .contains("did you mean label?", "\"columns\": {\"label\": \"" + column + "\"}");
    Answer mapped = dryRun(rows, Map.of("columns", Map.of("label", column)));
    assertThat(mapped.at("/job/task/type")).isEqualTo("sequence_classification");
  }

  @ParameterizedTest
  @ValueSource(strings = {"label ", " label", "label\u00a0", "\ufefflabel", "label\\t"})
  void whatNobodySeesOfANameIsNoPartOfIt(String column) {
    String row = "{\"text\":\"the cat\",\"" + column + "\":\"%s\"}\n";

    Answer dry = dryRun(row.formatted("a") + row.formatted("b"), Map.of());

    assertThat(dry.json().at("/job/task/labels")).as(dry.text()).hasToString("[\"a\",\"b\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"text":"the cat","zzqq":"pos"}                       | if it is the label, add "columns": {"label": "zzqq"}
          {"text":"the cat","id":1,"zzqq":"pos"}                | reads id, zzqq beside text
          {"text_a":"the cat","text_b":"a dog"}                 | reads text_b beside text
          {"review":"the cat","sentiment":"pos"}                | "columns": {"text": "review", "label": "sentiment"}
          {"tokens":["a"],"ner":["O"]}                          | "columns": {"tags": "ner"}
          {"question":"a","context":"a dog","answer":["dog"]}   | "columns": {"answers": "answer"}
          {"tokens":["a"],"labels":["O"]}                       | "columns": {"tags": "labels"}
          {"instruction":"a","input":"","output":"b"}           | "columns": {"prompt": "instruction", "completion": "output"}
          {"question1":"a","question2":"b","is_duplicate":1}    | {"text": "question1", "text_pair": "question2", "label": "is_duplicate"}
          {"text":"the cat","tags":"x"}                         | if it is the label, add "columns": {"label": "tags"}
          {"title":"a","paragraphs":[]}                         | write a row for each question
          """)
  void whatCannotBeGuessedIsExplained(String row, String reason) {
    Answer refused = dryRun(row + "\n" + row + "\n", Map.of());

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/errors/0/message")).contains("has the columns", reason);
  }

  @Test
  void textAloneIsALanguageAndAnythingIsWhereItIsAskedFor() {
    String alone = "{\"text\":\"the cat\"}\n".repeat(2);
    String more = "{\"text\":\"the cat\",\"id\":1,\"sentiment\":\"x\"}\n".repeat(2);

    assertThat(dryRun(alone, Map.of()).at("/job/task/type")).isEqualTo("masked_lm");
    Answer asked = dryRun(more, Map.of("task", Map.of("type", "masked_lm")));
    assertThat(asked.at("/job/task/type")).as(asked.text()).isEqualTo("masked_lm");
    assertThat(asked.json().at("/unused_columns")).hasToString("[\"id\",\"sentiment\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"sms": "text", "kind": "label"} | /columns/kind  | no column label
          {"text": "smss", "label": "kind"} | /columns/text | no column smss in the file, which has sms, kind; did you mean sms?
          {"text": "sms", "lable": "kind"} | /columns/lable | did you mean label?
          {"text": "sms", "label": "sms"}  | /columns/      | column sms is named twice
          """)
  void aWrongMappingIsSaidByTheNamesOfTheFile(String columns, String pointer, String reason) {
    String rows = "{\"sms\":\"the cat\",\"kind\":\"a\"}\n{\"sms\":\"a dog\",\"kind\":\"b\"}\n";
    Map<String, String> mapping =
        Arrays.stream(columns.replaceAll("[{}\"]", "").split(", "))
            .map(pair -> pair.split(": "))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

    for (Map<String, Object> task :
        List.of(
            Map.<String, Object>of(),
            Map.<String, Object>of("task", Map.of("type", "sequence_classification")))) {
      Map<String, Object> body = new HashMap<>(task);
      body.put("columns", mapping);
      Answer refused = dryRun(rows, body);

      assertThat(refused.status()).as(refused.text()).isEqualTo(422);
      assertThat(refused.json().at("/errors").valueStream())
          .as(refused.text())
          .anySatisfy(fault -> {
            assertThat(fault.at("/pointer").asString()).startsWith(pointer);
            assertThat(fault.at("/message").asString()).contains(reason);
          });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [0,1,0]  ; [1,1,0]    |         | LABEL_0 LABEL_1 LABEL_2
          [0,1,0]  ; [0,0,0]    | x y z   | x y z
          [0.0,1.0]; [1.0,1.0]  |         | LABEL_0 LABEL_1
          [0]      ; [0,1]      |         | 0 1
          [2,0]    ; [7]        |         | 0 2 7
          ["0","1"]; ["1","0"]  |         | 0 1
          ["a"]    ; ["b","a"]  |         | a b
          [0,2]    ; [1]        | x y z   | x y z
          """)
  void listsOfLabelsAreReadOneWayEverywhere(String lists, String given, String labels) {
    String[] rows = lists.split(";");
    for (String text : List.of("\"text\":\"the cat\"", "\"input_ids\":[5,6]")) {
      String file =
          "{%1$s,\"labels\":%2$s}\n{%1$s,\"labels\":%3$s}\n".formatted(text, rows[0], rows[1]);
      Map<String, Object> task = new HashMap<>(Map.of("type", "multi_label_classification"));
      if (given != null) {
        task.put("labels", List.of(given.split(" ")));
      }

      Answer answer = dryRun(file, Map.of("task", task));

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.json().at("/job/task/labels").valueStream().map(JsonNode::asString))
          .containsExactly(labels.split(" "));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [0,1,0];[1,1,0] | x y     | has 3 zeros and ones, one for each label, but labels names 2
          [0,1];[1,0]     | 0 1     | name the labels otherwise
          [0];[0,1]       | x y     | must be read one way in all rows
          [0,0,1];[1]     |         | has a number twice
          [0,1,0];["a"]   |         | line 2: labels must be read one way in all rows
          ["a",1];["b"]   |         | line 1: labels must be read one way in all rows
          [0.5,1];[1,0]   |         | found [0.5, 1]
          [""];["a"]      |         | a blank text as a label
          """)
  void listsThatCanBeReadTwoWaysAreRefused(String lists, String given, String reason) {
    String[] rows = lists.split(";");
    String file =
        "{\"text\":\"a\",\"labels\":%s}\n{\"text\":\"b\",\"labels\":%s}\n"
            .formatted(rows[0], rows[1]);
    Map<String, Object> task = new HashMap<>(Map.of("type", "multi_label_classification"));
    if (given != null) {
      task.put("labels", List.of(given.split(" ")));
    }

    Answer refused = dryRun(file, Map.of("task", task));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.text()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "a";"a"    | /columns/label | must hold 2 to 1000 classes, each with a name; found only a
          "a";""     | /columns/label | a blank text as a label, 1 times
          1;1.0      | /columns/label | found only 1
          1;2.5      | /columns/label | holds values of type number
          null;null  | /columns/label | has no value in 2 of 2 rows
          """)
  void whatIsNoLabelHasOneRefusal(String values, String pointer, String reason) {
    Answer refused =
        dryRun(
            labelled(values.split(";")), Map.of("task", Map.of("type", "sequence_classification")));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.json().at("/errors")).as(refused.text()).hasSize(1);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo(pointer);
    assertThat(refused.at("/errors/0/message")).contains(reason);
  }

  @Test
  void wholeNumbersAreTheSameClassesHoweverTheyAreWritten() {
    Map<String, Object> task = Map.of("type", "sequence_classification");
    String other =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("other.csv", "text,label\na,1.0\nb,0\n")
            .postTo(http, "/v1/files")
            .at("/id");

    for (String[] values : List.of(new String[] {"0", "1"}, new String[] {"0.0", "1.0"})) {
      Answer dry = dryRun(labelled(values), Map.of("task", task, "validation_file", other));

      assertThat(dry.json().at("/job/task/labels")).as(dry.text()).hasToString("[\"0\",\"1\"]");
    }
  }

  @Test
  void anOptionalColumnWithoutAValueIsLeftAside() {
    String row = "{\"text\":\"the cat\",\"text_pair\":null,\"label\":\"%s\"}\n";

    Answer dry = dryRun(row.formatted("a") + row.formatted("b"), Map.of());

    assertThat(dry.json().at("/unused_columns")).as(dry.text()).hasToString("[\"text_pair\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cat | 5 | but at 4; answer_start counts code points from 0
          the | 9 | but at 0
          dog | 4 | nor anywhere else
          """)
  void anAnswerThatIsElsewhereIsFound(String answer, int start, String reason) {
    String row =
        "{\"question\":\"who?\",\"context\":\"the cat \\ud83d\\ude00\",\"answers\":{\"text\":[\"%s\"],\"answer_start\":[%d]}}\n";

    Answer refused = dryRun(row.formatted(answer, start), Map.of());

    assertThat(refused.at("/errors/0/message")).as(refused.text()).contains(reason);
  }

  @Test
  void aQuestionThatLeavesNoRoomIsSaid() {
    String row =
        "{\"question\":\"who sleeps in the bus?\",\"context\":\"the cat\",\"answers\":{\"text\":[\"cat\"],\"answer_start\":[4]}}\n";

    Answer refused = dryRun(row, Map.of("training", Map.of("max_length", 6)));

    assertThat(refused.at("/errors/0/message"))
        .as(refused.text())
        .contains("give a larger max_length");
  }

  private static String labelled(String... values) {
    return Arrays.stream(values)
        .map(value -> "{\"text\":\"the cat\",\"label\":" + value + "}\n")
        .collect(Collectors.joining());
  }

  @Test
  void whatIsLeftOpenIsChosenByTheMethodAndStandsInTheRecord() {
    String rows = "{\"text\":\"the cat\",\"label\":\"a\"}\n{\"text\":\"a dog\",\"label\":\"b\"}\n";
    Map<String, Object> auto =
        Map.of("epochs", "auto", "batch_size", "auto", "learning_rate", "auto");

    Answer ia3 = dryRun(rows.repeat(200), Map.of("adapter", "ia3", "training", auto));
    Answer lora = dryRun(rows, Map.of("adapter", "lora"));

    assertThat(ia3.json().at("/job/training/learning_rate").asDouble()).isEqualTo(0.01);
    assertThat(ia3.json().at("/job/training/epochs").asInt()).isEqualTo(8);
    assertThat(ia3.json().at("/job/training/batch_size").asInt()).isEqualTo(16);
    assertThat(lora.json().at("/job/training/learning_rate").asDouble()).isEqualTo(0.001);
    assertThat(lora.json().at("/job/training/epochs").asInt()).isEqualTo(50);
  }

  @Test
  void nullIsOffWhereItCanBe() {
    String rows = "{\"text\":\"the cat\",\"label\":\"a\"}\n{\"text\":\"a dog\",\"label\":\"b\"}\n";
    Map<String, Object> off = new HashMap<>();
    List<String> attributes =
        List.of("max_grad_norm", "weight_decay", "warmup_ratio", "label_smoothing");
    attributes.forEach(attribute -> off.put(attribute, null));
    off.put("shuffle", false);

    JsonNode training = dryRun(rows, Map.of("training", off)).json().at("/job/training");
    JsonNode again = dryRun(rows, Map.of("training", training)).json().at("/job/training");

    assertThat(attributes).allMatch(attribute -> training.at("/" + attribute).asDouble() == 0);
    assertThat(training.at("/group_by_length").asBoolean()).isFalse();
    assertThat(again).isEqualTo(training);
  }

  @Test
  void anAnswerBehindTheFirstWindowIsFoundAndOneThatFitsNoneIsSaid() {
    String context = "the dog sleeps in the bus and the cat reads a report on the soup";
    String row =
        "{\"question\":\"who?\",\"context\":\"%s\",\"answers\":{\"text\":[\"%s\"],\"answer_start\":[%d]}}\n";
    String rows =
        row.formatted(context, "soup", context.indexOf("soup"))
            + row.formatted(context, context, 0);
    Map<String, Object> training =
        Map.of("max_length", 16, "doc_stride", 4, "max_steps", 1, "learning_rate", 1e-6);

    Answer dry = dryRun(rows, Map.of("training", training));

    assertThat(dry.json().at("/rows_without_answer_window").asInt()).as(dry.text()).isEqualTo(1);
    assertThat(dry.json().at("/job/training/doc_stride").asInt()).isEqualTo(4);
    assertThat(dry.json().at("/training_rows").asInt()).isEqualTo(1);
    Answer job = ended(create(rows, Map.of("training", training)));
    assertThat(messages(job)).anySatisfy(text -> assertThat(text).contains("no window of 16"));
    Answer answer =
        http.postJson(
            "/v1/adapters/" + job.at("/adapter_id") + "/predict",
            Map.of("inputs", List.of(Map.of("question", "who?", "context", context))));
    assertThat(answer.json().at("/data/0/windows").asInt()).as(answer.text()).isGreaterThan(2);
    int start = answer.json().at("/data/0/start").asInt();
    int end = answer.json().at("/data/0/end").asInt();
    assertThat(context.substring(start, end)).isEqualTo(answer.at("/data/0/answer"));
    Map<String, Object> wrong = Map.of("max_length", 16, "doc_stride", 16);
    assertThat(dryRun(rows, Map.of("training", wrong)).at("/errors/0/pointer"))
        .isEqualTo("/training/doc_stride");
  }

  @Test
  void tagsOfAnySchemeAreEntitiesAndWhatIsCutIsSaid() {
    String rows =
        "{\"tokens\":[\"the\",\"dog\",\"a\",\"bus\"],\"tags\":[\"O\",\"B-PER\",\"E-PER\",\"S-LOC\"]}\n"
            .repeat(2);
    Map<String, Object> training = Map.of("max_steps", 1, "max_length", 5, "learning_rate", 1e-6);

    Answer dry = dryRun(rows, Map.of("training", training));
    Answer job = ended(create(rows, Map.of("training", training, "validation_split", 0.5)));

    assertThat(dry.json().at("/cut_tags").asInt()).as(dry.text()).isPositive();
    assertThat(dry.json().at("/truncated_rows").asInt()).isEqualTo(2);
    assertThat(job.json().at("/metrics/valid_f1").isNumber()).as(job.text()).isTrue();
    assertThat(messages(job)).anySatisfy(text -> assertThat(text).contains("max_length, 5 tokens"));
    Answer answer =
        http.postJson(
            "/v1/adapters/" + job.at("/adapter_id") + "/predict",
            Map.of("inputs", List.of("the dog a bus the dog a bus")));
    assertThat(answer.json().at("/data/0/truncated").asBoolean()).as(answer.text()).isTrue();
    assertThat(answer.json().at("/data/0/unread_from").asInt()).isPositive();
    assertThat(answer.json().at("/data/0/entities").isArray()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"the dog sleeps in the bus\",\"label\":\"%s\",\"when\":\"now\"}",
        "{\"tokens\":[\"the\",\"dog\",\"a\",\"bus\"],\"tags\":[\"O\",\"%s\",\"O\",\"O\"],\"id\":1}",
        "{\"question\":\"who?\",\"context\":\"the dog sleeps in the bus\",\"answers\":{\"text\":[\"the dog sleeps in the bus\"],\"answer_start\":[0]},\"id\":\"%s\"}"
      })
  void aDryRunRepeatsWhatTheLogOfTheJobSays(String row) {
    String answerable =
        row.startsWith("{\"question\"")
            ? row.replace("[\"the dog sleeps in the bus\"]", "[\"the\"]").formatted("c") + "\n"
            : "";
    String rows = answerable + row.formatted("a") + "\n" + row.formatted("b") + "\n";
    Map<String, Object> asked =
        Map.of(
            "training",
            Map.of(
                "max_steps", 1, "max_length", answerable.isEmpty() ? 5 : 10, "learning_rate", 1e-6),
            "validation_file",
            new Multipart()
                .text("purpose", "fine-tune")
                .file("more.jsonl", rows)
                .postTo(http, "/v1/files")
                .at("/id"),
            "validation_split",
            0.5);

    Answer dry = dryRun(rows, asked);
    Answer job = ended(create(rows, asked));

    List<String> said =
        http.get(JOBS + "/" + job.at("/id") + "/events?limit=100")
            .json()
            .at("/data")
            .valueStream()
            .filter(event -> !event.at("/type").asString().equals("metrics"))
            .filter(event ->
                event.at("/level").asString().equals("warn")
                    || event.at("/message").asString().startsWith("Columns"))
            .map(event -> event.at("/message").asString())
            .toList();
    assertThat(said).as(dry.text()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(dry.json().at("/notices").valueStream().map(JsonNode::asString))
        .as(dry.text())
        .containsExactlyInAnyOrderElementsOf(said);
  }

  @Test
  void theStepThatIsKeptAndAnEarlyEndAreSaid() {
    String rows = "{\"text\":\"the cat\",\"label\":\"a\"}\n{\"text\":\"a dog\",\"label\":\"b\"}\n";
    Answer job =
        ended(
            create(
                rows.repeat(4),
                Map.of(
                    "training",
                    Map.of("max_steps", 20, "learning_rate", 1e-9, "dropout", 0),
                    "evaluation",
                    Map.of("every_steps", 1, "early_stopping_patience", 2),
                    "validation_split",
                    0.5)));

    assertThat(messages(job))
        .anySatisfy(text -> assertThat(text).contains("Early stopping at step 3 of 20: no better"))
        .anySatisfy(text -> assertThat(text).contains("are kept: accuracy="));
    assertThat(job.json().at("/metrics/best_step").asInt()).isBetween(1, 3);
    assertThat(job.json().at("/metrics/best_metric"))
        .isEqualTo(job.json().at("/metrics/valid_accuracy"));
  }

  private List<String> messages(Answer job) {
    return http.get(JOBS + "/" + job.at("/id") + "/events?limit=100")
        .json()
        .at("/data")
        .valueStream()
        .map(event -> event.at("/message").asString())
        .toList();
  }

  private Answer dryRun(String rows, Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("dry_run", true);
    return create(rows, body);
  }

  private Answer create(String rows, Map<String, ?> more) {
    Multipart form = new Multipart().text("purpose", "fine-tune").file("rows.jsonl", rows);
    Map<String, Object> body = new HashMap<>(more);
    body.put("model", MODEL);
    body.put("training_file", form.postTo(http, "/v1/files").at("/id"));
    return http.postJson(JOBS, body);
  }

  private Answer ended(Answer created) {
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    String job = JOBS + "/" + created.at("/id");
    await().atMost(Duration.ofSeconds(60)).until(() -> ENDS.contains(http.get(job).at("/status")));
    Answer ended = http.get(job);
    assertThat(ended.at("/status")).as(ended.text()).isEqualTo("succeeded");
    return ended;
  }
}
