package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.data.order.BatchSampler;
import graft.data.order.BatchSampler.Kind;
import graft.spec.Faults;
import graft.spec.job.TaskType;
import graft.table.Table;
import graft.table.TableProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that are tokenized as they are needed are those that are tokenized at once. */
class LazyRowsTest {
  private static final Padding EXACT = Padding.exact(0);
  private static final Dataset.Bounds BOUNDS = Dataset.Bounds.of(12, 1000, 2);
  private static final int ROWS = 300;

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

  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(TaskType.SEQUENCE_CLASSIFICATION, "{\"text\": \"%s\", \"label\": \"%s\"}"),
        Arguments.of(
            TaskType.MULTI_LABEL_CLASSIFICATION, "{\"text\": \"%s\", \"labels\": [\"%s\"]}"),
        Arguments.of(
            TaskType.MULTIPLE_CHOICE,
            "{\"text\": \"%s\", \"choices\": [\"some words\", \"a word\"], \"label\": \"%s\"}"),
        Arguments.of(TaskType.TOKEN_CLASSIFICATION, "{\"tokens\": [\"%s\"], \"tags\": [\"%s\"]}"),
        Arguments.of(TaskType.MASKED_LM, "{\"text\": \"%s\"}"),
        Arguments.of(TaskType.SEQ2SEQ_LM, "{\"source\": \"%s\", \"target\": \"so much %s\"}"));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void batchesAreTheSame(TaskType task, String form) throws Exception {
    Path file = write(form);
    Dataset whole = read(file, task, Long.MAX_VALUE);
    Dataset lazy = read(file, task, 0);
    BatchSampler order = new BatchSampler(7, 2, Kind.GROUPED);

    List<Batch> batches = lazy.batches(order, 1, EXACT);

    assertThat(lazy.isLazy()).isTrue();
    assertThat(whole.isLazy()).isFalse();
    assertThat(batches).hasSize(ROWS / 2);
    for (int i = 0; i < batches.size(); i++) {
      assertThat(batches.get(i))
          .usingRecursiveComparison()
          .isEqualTo(whole.batches(order, 1, EXACT).get(i));
    }
    assertThat(lazy.lengths()).isEqualTo(whole.lengths());
    assertThat(lazy.cuts()).isEqualTo(whole.cuts());
    assertThat(lazy.tokens()).isEqualTo(whole.tokens());
    assertThat(lazy.readSoFar()).isEmpty();
  }

  @Test
  void onlyWhatABatchNeedsIsTokenized() throws Exception {
    Path file = write("{\"text\": \"%s\", \"label\": \"%s\"}");
    Dataset lazy = read(file, TaskType.SEQUENCE_CLASSIFICATION, 0);
    Split split = Split.of(lazy, 0.1, 3);

    split.training().batches(new BatchSampler(7, 1, Kind.GROUPED), 0, EXACT).getFirst();

    // 50 batches that are sorted by length, and one row to see that there are labels.
    assertThat(lazy.readSoFar().orElseThrow()).isBetween(50, 51);
    split.validation().lengths();
    assertThat(lazy.readSoFar().orElseThrow()).isBetween(80, 81);
  }

  @Test
  void whatMayBeTooLargeIsNotPutOff() throws Exception {
    Path file = write("{\"text\": \"%s\", \"label\": \"%s\"}");
    Dataset.Bounds narrow = new Dataset.Bounds(12, 5000, 1000, 2, 6);

    Dataset whole = read(file, TaskType.SEQUENCE_CLASSIFICATION, narrow, 0);

    assertThat(whole.isLazy()).isFalse();
  }

  @Test
  void aRowThatNoTokenizerTakesIsRefusedBeforeATrainingBegins() throws Exception {
    Path file = write("{\"text\": \"%s\", \"label\": \"%s\"}");
    Files.writeString(
        file,
        "{\"text\": \"" + "so ".repeat(400_000) + "\", \"label\": \"1\"}\n",
        StandardOpenOption.APPEND);

    assertThatThrownBy(() -> read(file, TaskType.SEQUENCE_CLASSIFICATION, 0))
        .hasMessageContaining("more than 1000000");
  }

  private Path write(String form) throws Exception {
    List<String> words = List.of("the", "day", "a great many of them", "it does not work", "so");
    return Files.write(
        directory.resolve("rows.jsonl"),
        IntStream.range(0, ROWS)
            .mapToObj(i ->
                form.formatted(
                    String.join(" ", words.subList(i % 5, Math.min(5, i % 5 + 1 + i % 3)))
                        + " "
                        + i,
                    i % 2))
            .toList());
  }

  private static Dataset read(Path file, TaskType task, long atOnce) {
    return read(file, task, BOUNDS, atOnce);
  }

  private static Dataset read(Path file, TaskType task, Dataset.Bounds bounds, long atOnce) {
    TableProfile profile = Table.profile(file, "rows.jsonl");
    Faults faults = new Faults();
    ColumnMapping mapping = ColumnMapping.resolve(task, Map.of(), profile, faults).orElseThrow();
    Labels labels =
        task == TaskType.MULTIPLE_CHOICE ? Labels.numbered(2) : Labels.in(profile, mapping, faults);
    assertThat(faults.all()).isEmpty();
    RowForm form = RowForm.of(mapping, labels);
    try (Table table = Table.open(file, "rows.jsonl")) {
      return Dataset.read(
          table, form, new TextRows(form, bert, bounds, atOnce), bounds, Dataset.Extent.ALL);
    }
  }
}
