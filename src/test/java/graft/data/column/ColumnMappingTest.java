package graft.data.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import graft.data.Labels;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.job.TaskType;
import graft.table.Table;
import graft.table.TableProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnMappingTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          product-sentences | sequence_classification | text=text label=label
          sense-pairs       | sequence_classification | text=text_a text_pair=text_b label=label
          word-valence      | regression              | text=text score=score
          brown-pos         | token_classification    | tokens=tokens tags=tags
          """)
  void columnsOfRealSetsAreRecognised(String set, String task, String expected) {
    TableProfile profile = slice(set);
    Faults faults = new Faults();

    Optional<ColumnMapping> mapping = ColumnMapping.resolve(type(task), Map.of(), profile, faults);

    assertThat(faults.all()).isEmpty();
    assertThat(mapping.orElseThrow().asGiven())
        .isEqualTo(
            Arrays.stream(expected.split(" "))
                .map(pair -> pair.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"sentence": "a", "category": 1}                                 | sequence_classification
          {"premise": "a", "hypothesis": "b", "label": true}               | sequence_classification
          {"text": "a", "labels": ["x"]}                                   | multi_label_classification
          {"sentence1": "a", "sentence2": "b", "label": 2.5}               | regression
          {"tokens": ["a"], "ner_tags": ["O"]}                             | token_classification
          {"question": "a", "context": "b", "answers": {}}                 | question_answering
          {"source": "a", "target": "b"}                                   | seq2seq_lm
          {"prompt": "a", "completion": "b"}                               | causal_lm
          {"text": "a"}                                                    | masked_lm
          """)
  void theTaskIsGuessedAndItsColumnsFound(String row, String task) throws IOException {
    TableProfile profile = profile("a.jsonl", row);
    Faults faults = new Faults();

    assertThat(new TaskInference(profile, Map.of(), TaskType.MASKED_LM).task())
        .contains(type(task));
    assertThat(ColumnMapping.resolve(type(task), Map.of(), profile, faults)).isPresent();
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void nothingIsGuessedFromStrangeColumns() throws IOException {
    TableProfile strange = profile("a.jsonl", "{\"sms\": \"a\", \"kind\": \"b\"}");

    assertThat(new TaskInference(strange, Map.of(), TaskType.MASKED_LM).task()).isEmpty();
    assertThat(
            new TaskInference(strange, Map.of("text", "sms", "label", "kind"), TaskType.MASKED_LM)
                .task())
        .contains(TaskType.SEQUENCE_CLASSIFICATION);
  }

  @Test
  void columnsOfTheJobComeFirst() throws IOException {
    TableProfile profile = profile("a.csv", "text,sms,class,label\nx,a,spam,1\ny,b,ham,2\n");
    Faults faults = new Faults();

    ColumnMapping mapping =
        ColumnMapping.resolve(
                TaskType.SEQUENCE_CLASSIFICATION,
                Map.of("text", "sms", "label", "class"),
                profile,
                faults)
            .orElseThrow();

    assertThat(mapping.columns()).isEqualTo(Map.of(Field.TEXT, "sms", Field.LABEL, "class"));
    assertThat(mapping.column(Field.TEXT_PAIR)).isEmpty();
  }

  @Test
  void everyFaultSaysWhatTheFileHas() throws IOException {
    TableProfile profile = profile("a.jsonl", "{\"text\": \"a\", \"stars\": 4, \"lang\": null}");

    assertThat(faults(TaskType.SEQUENCE_CLASSIFICATION, Map.of(), profile))
        .containsExactly(
            new Fault(
                "/columns/label",
                "missing_column",
                "sequence_classification reads label: expected a column label or class or category"
                    + " or labels, or one named in columns; the file has text, stars, lang; did you"
                    + " mean stars? Then add \"columns\": {\"label\": \"stars\"}"));
    assertThat(faults(TaskType.REGRESSION, Map.of("scores", "stars", "text", "texd"), profile))
        .extracting(Fault::pointer, Fault::message)
        .containsExactlyInAnyOrder(
            tuple("/columns/scores", "no task reads scores; did you mean score?"),
            tuple(
                "/columns/text",
                "no column texd in the file, which has text, stars, lang; did you mean text?"));
    assertThat(faults(TaskType.MASKED_LM, Map.of("label", "stars"), profile))
        .extracting(Fault::message)
        .containsExactly("masked_lm reads text; not label");
    assertThat(faults(TaskType.REGRESSION, Map.of("score", "lang"), profile))
        .extracting(Fault::code)
        .containsExactly("missing_value");
    assertThat(faults(TaskType.MULTI_LABEL_CLASSIFICATION, Map.of("labels", "stars"), profile))
        .extracting(Fault::message)
        .containsExactly("column stars holds values of type integer; labels must be of type list");
  }

  @Test
  void textsOfCsvMayLookLikeNumbers() throws IOException {
    TableProfile profile = profile("a.csv", "text,label\n1,1\n2,2.5\n");

    assertThat(faults(TaskType.SEQUENCE_CLASSIFICATION, Map.of(), profile))
        .extracting(Fault::code)
        .containsExactly("wrong_type");
    assertThat(faults(TaskType.REGRESSION, Map.of(), profile)).isEmpty();
  }

  @Test
  void labelsAreTheSortedDistinctOnes() throws IOException {
    String numbers = "text,label\na,10\nb,9\nc,-1\nd,9\n";
    String words = "text,label\na,spam\nb,ham\n";
    Faults faults = new Faults();

    assertThat(labels(numbers, faults).names()).containsExactly("-1", "9", "10");
    assertThat(labels(words, faults).names()).containsExactly("ham", "spam");
    assertThat(labels(words, faults).id("spam")).contains(1);
    assertThat(faults.all()).isEmpty();
    assertThat(labels("text,label\na,spam\n", faults).size()).isZero();
    assertThat(faults.all())
        .extracting(Fault::message)
        .containsExactly(
            "column label must hold 2 to 1000 classes, each with a name; found only spam");
  }

  private Labels labels(String csv, Faults faults) throws IOException {
    TableProfile profile = profile("a.csv", csv);
    ColumnMapping mapping =
        ColumnMapping.resolve(TaskType.SEQUENCE_CLASSIFICATION, Map.of(), profile, faults)
            .orElseThrow();
    return Labels.in(profile, mapping, faults);
  }

  private static List<Fault> faults(
      TaskType task, Map<String, String> given, TableProfile profile) {
    Faults faults = new Faults();
    Optional<ColumnMapping> mapping = ColumnMapping.resolve(task, given, profile, faults);
    assertThat(mapping.isPresent()).isEqualTo(faults.isEmpty());
    return faults.all();
  }

  private TableProfile profile(String name, String content) throws IOException {
    return Table.profile(Files.writeString(directory.resolve(name), content), name);
  }

  private static TableProfile slice(String set) {
    return Table.profile(Path.of("src/test/resources/data", set, "train.jsonl"), "train.jsonl");
  }

  private static TaskType type(String name) {
    return TaskType.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
