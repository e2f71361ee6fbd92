package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.data.cut.Cuts;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.TaskType;
import graft.table.Table;
import graft.table.TableProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetTest {
  private static final Padding EXACT = Padding.exact(0);
  private static Tokenizer bert;

  @TempDir Path directory;

  @BeforeAll
  static void openTokenizer() {
    bert = Tokenizers.open("bert-a");
  }

  @AfterAll
  static void closeTokenizer() {
    bert.close();
  }

  @Test
  void readyIdsAreTakenAsTheyAre() throws IOException {
    String rows =
        """
        {"input_ids": [5, 6, 0], "attention_mask": [1, 1, 0], "token_type_ids": [0, 1, 0], "labels": 1}
        {"input_ids": [7, 8, 9], "attention_mask": [1, 1, 1], "token_type_ids": [0, 0, 0], "labels": 0}
        """;

    Batch.Tokens batch =
        (Batch.Tokens)
            read(TaskType.SEQUENCE_CLASSIFICATION, rows).batch(new int[] {0, 1}, Padding.exact(0));

    assertThat(batch.inputIds()).containsExactly(5, 6, 0, 7, 8, 9);
    assertThat(batch.attentionMask()).containsExactly(1, 1, 0, 1, 1, 1);
    assertThat(batch.tokenTypeIds()).containsExactly(0, 1, 0, 0, 0, 0);
    assertThat(batch.targets()).extracting("values").isEqualTo(new long[] {1, 0});
    assertThat(batch.tokens()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [5, 1000] | [1, 1] | [0, 0] | [0, 1] | input_ids must hold whole numbers from 0 to 999
          [5, 1.5]  | [1, 1] | [0, 0] | [0, 1] | input_ids must hold whole numbers from 0 to 999
          []        | []     | []     | []     | 1 to 512 ids
          [5, 6]    | [1, 1] | [0, 0] | [0]    | one entry for each of 2
          [5, 6]    | [1]    | [0, 0] | [0, 1] | one entry for each of 2
          [5, 6]    | [1, 2] | [0, 0] | [0, 1] | attention_mask must hold whole numbers from 0 to 1
          [5, 6]    | [1, 1] | [0, 2] | [0, 1] | token_type_ids must hold whole numbers from 0 to 1
          """)
  void faultyReadyIdsAreNamed(
      String ids, String mask, String types, String labels, String message) {
    String row =
        "{\"input_ids\": %s, \"attention_mask\": %s, \"token_type_ids\": %s, \"labels\": %s}\n";
    String sound = row.formatted("[5, 6]", "[1, 1]", "[0, 0]", "[0, 1]");
    String faulty = row.formatted(ids, mask, types, labels);

    assertThatThrownBy(() -> read(TaskType.TOKEN_CLASSIFICATION, sound + faulty))
        .hasMessageContaining("line 2")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CAUSAL_LM  | "labels": [-100, -100, 7, 8]                                       | 5, 6    | 7, 8
          CAUSAL_LM  | "labels": [-100, 6, -100, 8]                                       | 5, 6, 7 | 8
          CAUSAL_LM  | "labels": [-100, -100, 7, -100]                                    | 5, 6    | 7
          CAUSAL_LM  | "labels": [-100, -100, 7, 8], "attention_mask": [0, 1, 1, 1]       | 6       | 7, 8
          CAUSAL_LM  | "labels": [5, 6, 7, 8]                                             |         |
          SEQ2SEQ_LM | "labels": [9, 3, -100]                                             | 5, 6, 7, 8 | 9, 3
          SEQ2SEQ_LM | "labels": [9, 3], "attention_mask": [1, 1, 0, 0]                   | 5, 6    | 9, 3
          """)
  void aRowAsksWithAllBeforeItsLastAnswer(
      TaskType task, String labels, String prompt, String answer) throws IOException {
    Dataset dataset = read(task, "{\"input_ids\": [5, 6, 7, 8], %s}".formatted(labels));

    assertThat(dataset.exchange(0).map(Dataset.Exchange::prompt).map(DatasetTest::listed))
        .isEqualTo(Optional.ofNullable(prompt));
    assertThat(dataset.exchange(0).map(Dataset.Exchange::answer).map(DatasetTest::listed))
        .isEqualTo(Optional.ofNullable(answer));
    assertThat(dataset.exchanges(10, 0)).hasSize(prompt == null ? 0 : 1);
  }

  private static String listed(int[] ids) {
    return Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(", "));
  }

  @Test
  void theSameRowsAskWithTheSameSeed() throws IOException {
    Dataset dataset =
        read(TaskType.CAUSAL_LM, "{\"prompt\": \"a b\", \"completion\": \" c d\"}\n".repeat(20));

    assertThat(dataset.exchanges(5, 1))
        .hasSize(5)
        .doesNotHaveDuplicates()
        .isEqualTo(dataset.exchanges(5, 1))
        .isNotEqualTo(dataset.exchanges(5, 2));
  }

  @Test
  void theChoicesOfARowStandOneAfterTheOther() throws IOException {
    Dataset dataset =
        read(
            TaskType.MULTIPLE_CHOICE,
            """
            {"text": "the red", "choices": ["box", "a blue line"], "label": 1}
            {"text": "a", "choices": ["line", "box"], "label": 0}
            """);

    Batch.Tokens batch = (Batch.Tokens) dataset.batch(new int[] {1, 0}, Padding.exact(0));

    assertThat(dataset.rows()).isEqualTo(2);
    assertThat(batch.rows()).isEqualTo(4);
    assertThat(batch.targets()).extracting("values").isEqualTo(new long[] {0, 1});
    assertThat(batch.tokens()).isEqualTo((int) dataset.tokens());
    int last = 3 * batch.length();
    assertThat(Arrays.copyOfRange(batch.inputIds(), last, last + batch.length()))
        .containsExactly(
            Arrays.stream(bert.encode(Text.of("the red", "a blue line"), 64).ids())
                .asLongStream()
                .toArray());
  }

  @Test
  void readyChoicesAreListsOfLists() throws IOException {
    String rows =
        """
        {"input_ids": [[5, 6], [7, 8]], "attention_mask": [[1, 1], [1, 0]], "labels": 1}
        {"input_ids": [[3, 4], [1, 2]], "attention_mask": [[1, 1], [1, 1]], "labels": 0}
        """;

    Batch.Tokens batch =
        (Batch.Tokens)
            read(TaskType.MULTIPLE_CHOICE, rows).batch(new int[] {0, 1}, Padding.exact(0));

    assertThat(batch.inputIds()).containsExactly(5, 6, 7, 8, 3, 4, 1, 2);
    assertThat(batch.attentionMask()).containsExactly(1, 1, 1, 0, 1, 1, 1, 1);
    assertThat(batch.targets()).extracting("values").isEqualTo(new long[] {1, 0});
    assertThatThrownBy(() ->
            read(
                TaskType.MULTIPLE_CHOICE,
                rows + "{\"input_ids\": [[5]], \"attention_mask\": [[1]], \"labels\": 1}"))
        .hasMessageContaining("line 3")
        .hasMessageContaining("a list for each of 2 choices");
  }

  @Test
  void whatTheModelDoesNotLookAtHasNoTag() throws IOException {
    Dataset dataset =
        read(
            TaskType.TOKEN_CLASSIFICATION,
            """
            {"input_ids": [5, 6, 0], "attention_mask": [1, 1, 0], "labels": [1, -100, 1]}
            {"input_ids": [7, 8, 9], "attention_mask": [1, 1, 1], "labels": [0, 1, 0]}
            """);

    assertThat(dataset.batch(new int[] {0, 1}, Padding.exact(0)).targets())
        .extracting("values")
        .isEqualTo(new long[] {1, -100, -100, 0, 1, 0});
  }

  @Test
  void rowsWhoseLabelsAreAllCutAwayAreNoDataSet() {
    assertThatThrownBy(() ->
            read(
                TaskType.CAUSAL_LM,
                "{\"prompt\": \"a b c a b c a b c\", \"completion\": \"b\"}\n",
                new Dataset.Bounds(4, 5_000, 1000, 2, 2)))
        .hasMessageContaining("no row has a token to learn");
  }

  @Test
  void thePlaceBehindAReadyRowIsNoPartOfAnyRow() throws IOException {
    Dataset dataset =
        read(
            TaskType.QUESTION_ANSWERING,
            """
            {"input_ids": [5, 6], "start_positions": 1, "end_positions": 2}
            {"input_ids": [7, 8, 9], "start_positions": 0, "end_positions": 2}
            """);

    assertThat(dataset.batch(new int[] {0, 1}, Padding.exact(0)).targets())
        .isInstanceOfSatisfying(
            Targets.Spans.class,
            spans -> {
              assertThat(spans.starts()).containsExactly(1, 0);
              assertThat(spans.ends()).containsExactly(Targets.Spans.OUTSIDE, 2);
            });
  }

  @Test
  void realRowsBecomePaddedBatches() {
    Dataset dataset = slice("product-sentences", TaskType.SEQUENCE_CLASSIFICATION, 24);

    Batch.Tokens batch = (Batch.Tokens) dataset.batch(new int[] {0, 1, 5}, Padding.rounded(0, 512));

    assertThat(dataset.rows()).isEqualTo(40);
    assertThat(dataset.labels().names()).containsExactly("negative", "positive");
    assertThat(batch.length()).isEqualTo(24);
    assertThat(batch.inputIds()).hasSize(3 * 24);
    assertThat(batch.tokens())
        .isEqualTo((int) Arrays.stream(batch.attentionMask()).sum())
        .isEqualTo(dataset.lengths()[0] + dataset.lengths()[1] + dataset.lengths()[5]);
    assertThat(((Targets.ClassIds) batch.targets()).values()).containsExactly(0, 1, 0);
    assertThat(dataset.cuts().rows()).isBetween(1, 40);
    assertThat(Arrays.stream(dataset.lengths())).allMatch(length -> length <= 24);
  }

  @Test
  void batchesHoldTheTokensOfTheirRows() throws IOException {
    Dataset dataset =
        read(
            TaskType.SEQUENCE_CLASSIFICATION,
            "{\"text_a\": \"a\", \"text_b\": \"b c\", \"label\": 7}\n"
                + "{\"text_a\": \"a\", \"text_b\": \"b\", \"label\": 3}");

    Batch.Tokens batch = (Batch.Tokens) dataset.batch(new int[] {1, 0}, Padding.exact(9));

    assertThat(batch.inputIds()).containsExactly(2, 15, 3, 16, 3, 9, 2, 15, 3, 16, 17, 3);
    assertThat(batch.attentionMask()).containsExactly(1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1);
    assertThat(batch.tokenTypeIds()).containsExactly(0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1);
    assertThat(((Targets.ClassIds) batch.targets()).values()).containsExactly(0, 1);
    assertThat(batch.tokens()).isEqualTo(11);
  }

  @Test
  void severalLabelsAreAMultiHotRow() throws IOException {
    Dataset dataset =
        read(
            TaskType.MULTI_LABEL_CLASSIFICATION,
            "{\"text\": \"a\", \"labels\": [\"z\", \"x\", \"z\"]}\n"
                + "{\"text\": \"b\", \"labels\": []}\n"
                + "{\"text\": \"b\", \"labels\": [\"y\"]}");

    Targets.MultiHot targets =
        (Targets.MultiHot) dataset.batch(new int[] {0, 1, 2}, EXACT).targets();

    assertThat(targets.labels()).isEqualTo(3);
    assertThat(targets.values()).containsExactly(1, 0, 1, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void scoresAreNumbers() {
    Dataset dataset = slice("word-valence", TaskType.REGRESSION, 16);

    Targets.Scores targets = (Targets.Scores) dataset.batch(new int[] {0, 4, 5}, EXACT).targets();

    assertThat(targets.values()).containsExactly(-2, 2, 3);
    assertThat(dataset.labels().size()).isZero();
  }

  @Test
  void tagsStandAtTheFirstTokenOfTheirWord() throws IOException {
    Dataset dataset =
        read(
            TaskType.TOKEN_CLASSIFICATION,
            "{\"tokens\": [\"the\", \"soup\", \"!\"], \"tags\": [\"DET\", \"NOUN\", \"PUNCT\"]}\n"
                + "{\"tokens\": [\"the\"], \"tags\": [\"DET\"]}");

    Targets.TokenIds targets = (Targets.TokenIds) dataset.batch(new int[] {0, 1}, EXACT).targets();

    assertThat(dataset.labels().names()).containsExactly("DET", "NOUN", "PUNCT");
    assertThat(targets.length()).isEqualTo(7);
    assertThat(targets.values())
        .containsExactly(-100, 0, 1, -100, -100, 2, -100, -100, 0, -100, -100, -100, -100, -100);
  }

  @Test
  void realTagsAreAllThereWhenNothingIsCut() {
    Dataset dataset = slice("brown-pos", TaskType.TOKEN_CLASSIFICATION, 512);
    TableProfile profile = profile(path("brown-pos"));

    long tagged =
        IntStream.range(0, dataset.rows())
            .mapToObj(row -> (Targets.TokenIds) dataset.batch(new int[] {row}, EXACT).targets())
            .flatMapToLong(targets -> Arrays.stream(targets.values()))
            .filter(label -> label >= 0)
            .count();

    assertThat(dataset.cuts().rows()).isZero();
    assertThat(tagged)
        .isEqualTo(profile.labelCounts().values().stream().mapToLong(count -> count).sum());
  }

  @Test
  void answersAreSpansOfTokensInTheContext() throws IOException {
    String context = "😀 the soup needs salt";
    Dataset dataset =
        read(
            TaskType.QUESTION_ANSWERING,
            question(context, "{\"text\": [\"soup\"], \"answer_start\": [6]}")
                + question(context, "{\"text\": [], \"answer_start\": []}"));
    Dataset asList =
        read(
            TaskType.QUESTION_ANSWERING,
            question(context, "[{\"text\": \"the soup\", \"answer_start\": 2}]"));

    Targets.Spans spans = (Targets.Spans) dataset.batch(new int[] {0, 1}, EXACT).targets();
    Targets.Spans listed = (Targets.Spans) asList.batch(new int[] {0}, EXACT).targets();

    // [CLS] a [SEP] [UNK] the so ##u ##p ...
    assertThat(spans.starts()).containsExactly(5, 0);
    assertThat(spans.ends()).containsExactly(7, 0);
    assertThat(listed.starts()).containsExactly(4);
    assertThat(listed.ends()).containsExactly(7);
    Targets.Passage passage = spans.passages().getFirst();
    assertThat(passage.between(4, 7)).isEqualTo("the soup");
    assertThat(passage.holds(1)).isFalse();
    assertThat(spans.passages())
        .extracting(Targets.Passage::answers)
        .containsExactly(List.of("soup"), List.of());
    Dataset unmeasured = dataset.select(new int[] {1}).unmeasured();
    assertThat(((Targets.Spans) unmeasured.batch(new int[] {0}, EXACT).targets()).passages())
        .isEmpty();
  }

  /** The first two windows are those of the tokenizers library; 20 tokens, 9 a window. */
  @Test
  void aLongContextIsReadInOverlappingWindows() {
    List<TokenizedText> windows =
        bert.encodeQuestion(Text.of("a b", "the soup needs salt and a bus in the report"), 14, 4);

    assertThat(windows)
        .extracting(window -> Arrays.toString(window.ids()))
        .startsWith(
            "[2, 15, 16, 3, 66, 127, 47, 62, 123, 70, 44, 32, 140, 3]",
            "[2, 15, 16, 3, 70, 44, 32, 140, 51, 69, 15, 114, 44, 3]")
        .hasSize(4);
    assertThat(windows.getLast().ids()).containsExactly(2, 15, 16, 3, 66, 31, 83, 92, 51, 3);
    assertThat(windows).noneMatch(TokenizedText::isCut);
  }

  @Test
  void anAnswerIsLearntInTheWindowsThatHoldItAndIsNowhereInTheOthers() throws IOException {
    String rows =
        question("the soup needs salt", "{\"text\": [\"salt \"], \"answer_start\": [15]}")
                .replace("salt\", \"answers", "salt \", \"answers")
            + question("the soup needs salt", "{\"text\": [\"the\"], \"answer_start\": [0]}")
            + question("the soup needs salt", "{\"text\": [], \"answer_start\": []}");

    Dataset dataset =
        read(TaskType.QUESTION_ANSWERING, rows, Dataset.Bounds.of(8, 1000, 2).withStride(2));
    Targets.Spans spans = spans(dataset);

    // The context has 11 tokens, of which a window holds 4: windows begin at 0, 2, 4, 6 and so on.
    int windows = dataset.items() / 3;
    assertThat(dataset.rows()).isEqualTo(3);
    assertThat(dataset.cuts()).isEqualTo(Cuts.NONE);
    assertThat(spans.starts()[windows - 1]).isPositive();
    assertThat(spans.starts()[0]).isZero();
    assertThat(spans.starts()[windows]).isEqualTo(3);
    assertThat(Arrays.copyOfRange(spans.starts(), windows + 1, 3 * windows)).containsOnly(0);
    assertThat(dataset.select(new int[] {2, 0}).items()).isEqualTo(2 * windows);
    assertThat(spans.passages()).extracting(Targets.Passage::row).contains(0, 1, 2);
  }

  @Test
  void aQuestionWhoseAnswerNoWindowHoldsIsNotTrained() throws IOException {
    String rows =
        question("the soup needs salt", "{\"text\": [\"soup needs salt\"], \"answer_start\": [4]}")
            + question("the soup needs salt", "{\"text\": [\"the\"], \"answer_start\": [0]}");

    Dataset dataset =
        read(TaskType.QUESTION_ANSWERING, rows, Dataset.Bounds.of(8, 1000, 2).withStride(2));

    assertThat(dataset.cuts()).isEqualTo(new Cuts(0, 1, 0, 0, 0));
    assertThat(dataset.rows()).isEqualTo(2);
    assertThat(dataset.unmeasured().rows()).isEqualTo(1);
    assertThat(spans(dataset).starts()[0]).isEqualTo(Targets.Spans.OUTSIDE);
  }

  @Test
  void tagsThatAreCutAwayAreCounted() throws IOException {
    Dataset dataset =
        read(
            TaskType.TOKEN_CLASSIFICATION,
            "{\"tokens\": [\"a\", \"b\", \"c\", \"d\"], \"tags\": [\"X\", \"Y\", \"X\", \"Y\"]}\n"
                + "{\"tokens\": [\"a\"], \"tags\": [\"X\"]}\n",
            Dataset.Bounds.of(5, 1000, 2));

    assertThat(dataset.cuts()).isEqualTo(new Cuts(1, 0, 1, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [0, 1, 0] | [1, 0, 1] | 0 1 0 1 0 1
          [0.0, 1.0, 1.0] | [1.0, 0.0, 0.0] | 0 1 1 1 0 0
          [true, false, true] | [false, false, false] | 1 0 1 0 0 0
          """)
  void listsOfZerosAndOnesHaveAPlaceForEachLabel(String one, String other, String expected)
      throws IOException {
    List<String> texts = List.of("\"text\": \"a\"", "\"input_ids\": [5]");
    for (String text : texts) {
      String row = "{%s, \"labels\": %s}\n";
      Path file = write(row.formatted(text, one) + row.formatted(text, other));
      ColumnMapping mapping = mapping(TaskType.MULTI_LABEL_CLASSIFICATION, profile(file));
      try (Table first = Table.open(file, "a.jsonl");
          Table second = Table.open(file, "a.jsonl")) {
        Labels labels = Labels.numbered(LabelLists.width(first, mapping).orElseThrow());
        Dataset dataset =
            Dataset.read(second, RowForm.of(mapping, labels), bert, Dataset.Bounds.of(64, 1000, 2));

        float[] values =
            ((Targets.MultiHot) dataset.batch(new int[] {0, 1}, EXACT).targets()).values();

        assertThat(labels.names()).containsExactly("LABEL_0", "LABEL_1", "LABEL_2");
        assertThat(IntStream.range(0, values.length).mapToObj(i -> "" + (int) values[i]))
            .containsExactly(expected.split(" "));
      }
    }
  }

  private static Targets.Spans spans(Dataset dataset) {
    int[] all = IntStream.range(0, dataset.items()).toArray();
    return (Targets.Spans) dataset.batch(all, EXACT).targets();
  }

  @Test
  void languageModelsReadTheTextItself() throws IOException {
    Dataset causal = read(TaskType.CAUSAL_LM, "{\"text\": \"a b\"}");
    Dataset prompted = read(TaskType.CAUSAL_LM, "{\"prompt\": \"a b\", \"completion\": \" c d\"}");

    // A causal model predicts each token at the one before.
    assertThat(tokenIds(causal).values()).containsExactly(15, 16, 3, -100);
    assertThat(tokenIds(prompted).values()).containsExactly(-100, -100, 17, 18, 3, -100);
  }

  @Test
  void whatIsWrittenStandsInRowsOfItsOwn() throws IOException {
    Dataset dataset = read(TaskType.SEQ2SEQ_LM, "{\"source\": \"a b c\", \"target\": \"d\"}");

    Batch.Tokens batch = (Batch.Tokens) dataset.batch(new int[] {0}, EXACT);

    assertThat(batch.inputIds()).containsExactly(2, 15, 16, 17, 3);
    assertThat(written(batch).values()).containsExactly(2, 18, 3);
    assertThat(written(batch).length()).isEqualTo(3);
    assertThat(batch.longest()).isEqualTo(5);
    assertThat(batch.tokens()).isEqualTo(8);
    assertThat(batch.padding()).isZero();
    assertThat(dataset.tokens()).isEqualTo(8);
    assertThat(dataset.lengths()).containsExactly(5);
  }

  @Test
  void whatIsCutIsNotSaidToEnd() throws IOException {
    String rows =
        """
        {"source": "a", "target": "b c d"}
        {"source": "a b c d", "target": "b"}
        {"source": "a", "target": "b"}
        """;

    Dataset dataset = read(TaskType.SEQ2SEQ_LM, rows, Dataset.Bounds.of(4, 1000, 2));

    assertThat(dataset.cuts().rows()).isEqualTo(2);
    assertThat(written(dataset.batch(new int[] {0, 1}, EXACT)).values())
        .containsExactly(2, 16, 17, -100, 2, 16, 3, -100);
  }

  private static Targets.Written written(Batch batch) {
    return (Targets.Written) batch.targets();
  }

  @Test
  void readyRowsMaySayWhatTheDecoderReads() throws IOException {
    String row = "{\"input_ids\": [5, 6], \"labels\": [7, 8, -100]}";

    Batch.Tokens shifted =
        (Batch.Tokens) read(TaskType.SEQ2SEQ_LM, row).batch(new int[] {0}, EXACT);
    Batch.Tokens said =
        (Batch.Tokens)
            read(TaskType.SEQ2SEQ_LM, row.replace("}", ", \"decoder_input_ids\": [1, 7, 8]}"))
                .batch(new int[] {0}, EXACT);

    assertThat(shifted.decoded()).isEmpty();
    assertThat(written(shifted).values()).containsExactly(7, 8, -100);
    assertThat(said.decoded().orElseThrow().ids()).containsExactly(1, 7, 8);
    assertRefused(
        TaskType.SEQ2SEQ_LM,
        row.replace("}", ", \"decoder_input_ids\": [1, 7]}"),
        "line 1: decoder_input_ids must have one entry for each of 3 labels, not 2");
  }

  @Test
  void everyFaultyRowIsNamedByItsLine() throws IOException {
    Path file =
        write(
            "{\"text\": \"a\", \"label\": \"x\"}\n"
                + "{\"text\": 5, \"label\": \"x\"}\n"
                + "{\"text\": \"a\", \"label\": \"q\"}\n"
                + "{\"text\": \"a\"}\n");
    ColumnMapping mapping =
        new ColumnMapping(
            TaskType.SEQUENCE_CLASSIFICATION, Map.of(Field.TEXT, "text", Field.LABEL, "label"));
    Labels labels = Labels.of(List.of("x", "y"));

    try (Table table = Table.open(file, "a.jsonl")) {
      assertThatThrownBy(() ->
              Dataset.read(table, RowForm.of(mapping, labels), bert, Dataset.Bounds.of(8, 1000, 2)))
          .isInstanceOfSatisfying(
              GraftException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FILE);
                assertThat(refused.faults())
                    .extracting(Fault::message)
                    .containsExactly(
                        "line 2: text must be a string, not 5",
                        "line 3: the label \"q\" is not among the job's: x, y",
                        "line 4: label is missing");
              });
    }
  }

  @Test
  void faultsOfAnswersScoresAndTagsSayWhatIsExpected() throws IOException {
    assertRefused(
        TaskType.QUESTION_ANSWERING,
        question("the soup", "{\"text\": [\"soup\"], \"answer_start\": [3]}"),
        "line 1: the context has not the answer \"soup\" at character 3");
    assertRefused(
        TaskType.QUESTION_ANSWERING,
        question("the soup", "{\"text\": [\"soup\"]}"),
        "line 1: answers must hold the lists text and answer_start");
    assertRefused(
        TaskType.REGRESSION,
        "{\"text\": \"a\", \"score\": 1e39}",
        "line 1: score must be a finite number, not 1.0E39");
    assertRefused(
        TaskType.TOKEN_CLASSIFICATION,
        "{\"tokens\": [\"a\", \"b\"], \"tags\": [\"X\"]}",
        "line 1: expected as many tags as tokens, found 1 for 2");
  }

  @Test
  void tokensAreBounded() throws IOException {
    String rows = "{\"text\": \"the soup needs salt\"}\n".repeat(600);

    assertThatThrownBy(
            () -> read(TaskType.MASKED_LM, rows, new Dataset.Bounds(64, 5_000, 1000, 2, 32)))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("more than 5000 tokens, found in the first 512 rows");
  }

  @Test
  void aSplitIsSeededAndLosesNoRow() {
    Dataset dataset = slice("product-sentences", TaskType.SEQUENCE_CLASSIFICATION, 32);

    Split split = Split.of(dataset, 0.1, 42);

    assertThat(split.validation().rows()).isEqualTo(4);
    assertThat(split.training().rows()).isEqualTo(36);
    assertThat(split.training().tokens() + split.validation().tokens()).isEqualTo(dataset.tokens());
    assertThat(inputs(Split.of(dataset, 0.1, 42).validation()))
        .isEqualTo(inputs(split.validation()));
    assertThat(inputs(Split.of(dataset, 0.1, 43).validation()))
        .isNotEqualTo(inputs(split.validation()));
    assertThat(Split.of(dataset, 0.001, 1).validation().rows()).isEqualTo(1);
  }

  @Test
  void aPreviewShowsTheRowAsTheModelSeesIt() throws IOException {
    Path file = write("{\"text\": \"The soup\", \"label\": 1}\n{\"text\": \"b\", \"label\": 0}");
    ColumnMapping mapping = mapping(TaskType.SEQUENCE_CLASSIFICATION, profile(file));

    try (Table table = Table.open(file, "a.jsonl")) {
      Preview preview =
          Preview.of(
              table.next(),
              RowForm.of(mapping, Labels.of(List.of("0", "1"))),
              bert,
              Dataset.Bounds.of(5, 1000, 2));

      assertThat(preview.tokens()).containsExactly("[CLS]", "the", "so", "##u", "[SEP]");
      assertThat(preview.isCut()).isTrue();
      assertThat(preview.example()).isEqualTo(new Example.Classified(Text.of("The soup"), "1"));
    }
  }

  private void assertRefused(TaskType task, String rows, String message) {
    assertThatThrownBy(() -> read(task, rows))
        .isInstanceOf(GraftException.class)
        .hasMessageStartingWith(message);
  }

  private static String question(String context, String answers) {
    return "{\"question\": \"a\", \"context\": \""
        + context
        + "\", \"answers\": "
        + answers
        + "}\n";
  }

  private static Targets.TokenIds tokenIds(Dataset dataset) {
    return (Targets.TokenIds) dataset.batch(new int[] {0}, EXACT).targets();
  }

  private static List<Long> inputs(Dataset dataset) {
    int[] rows = IntStream.range(0, dataset.rows()).toArray();
    return Arrays.stream(((Batch.Tokens) dataset.batch(rows, EXACT)).inputIds()).boxed().toList();
  }

  private static Dataset slice(String set, TaskType task, int maxLength) {
    return read(path(set), task, Dataset.Bounds.of(maxLength, 1000, 2));
  }

  private Dataset read(TaskType task, String rows) throws IOException {
    return read(task, rows, Dataset.Bounds.of(512, 1000, 2));
  }

  private Dataset read(TaskType task, String rows, Dataset.Bounds bounds) throws IOException {
    return read(write(rows), task, bounds);
  }

  private static Dataset read(Path file, TaskType task, Dataset.Bounds bounds) {
    TableProfile profile = profile(file);
    ColumnMapping mapping = mapping(task, profile);
    Faults faults = new Faults();
    Labels labels =
        profile.rows() == 1 && mapping.has(Field.TAGS)
            ? Labels.of(List.of("X"))
            : Labels.in(profile, mapping, faults);
    assertThat(faults.all()).isEmpty();
    try (Table table = Table.open(file, "a.jsonl")) {
      return Dataset.read(table, RowForm.of(mapping, labels), bert, bounds);
    }
  }

  private static ColumnMapping mapping(TaskType task, TableProfile profile) {
    Faults faults = new Faults();
    return ColumnMapping.resolve(task, Map.of(), profile, faults).orElseThrow();
  }

  private static TableProfile profile(Path file) {
    return Table.profile(file, "a.jsonl");
  }

  private static Path path(String set) {
    return Path.of("src/test/resources/data", set, "train.jsonl");
  }

  private Path write(String rows) throws IOException {
    return Files.writeString(directory.resolve("a.jsonl"), rows);
  }
}
