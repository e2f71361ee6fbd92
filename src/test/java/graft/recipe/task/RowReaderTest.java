package graft.recipe.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.Text;
import graft.data.Tokenizer;
import graft.parity.ParityModels;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowReaderTest {
  private static final int VOCABULARY = 150;

  @Test
  void givenIdsAreTakenAsTheyAre() {
    Row row =
        read(
                TaskType.REGRESSION,
                Map.of(
                    "input_ids", List.of(2, 9, 3),
                    "attention_mask", List.of(0, 1, 1),
                    "token_type_ids", List.of(0, 0, 1)))
            .getFirst();

    assertThat(row.ids()).containsExactly(2, 9, 3);
    assertThat(row.mask()).containsExactly(0, 1, 1);
    assertThat(row.typeIds()).containsExactly(0, 0, 1);
    assertThat(row.source()).isEmpty();
  }

  @Test
  void everyFaultIsNamedWithItsPlace() {
    assertThatThrownBy(() ->
            read(
                TaskType.QUESTION_ANSWERING,
                Map.of("text", "who?"),
                Map.of("input_ids", List.of()),
                Map.of("input_ids", List.of(VOCABULARY), "attention_mask", List.of(2)),
                Map.of("input_ids", List.of(1), "token_type_ids", List.of(2))))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused ->
                assertThat(refused.faults())
                    .extracting(Fault::pointer)
                    .containsExactly(
                        "/inputs/0/text_pair",
                        "/inputs/1/input_ids",
                        "/inputs/2/input_ids",
                        "/inputs/2/attention_mask",
                        "/inputs/3/token_type_ids"));
  }

  @Test
  void aQuestionMayBeCalledWhatItsColumnIs() {
    List<Row> rows =
        read(
            TaskType.QUESTION_ANSWERING,
            Map.of("text", "who?", "text_pair", "it was me"),
            Map.of("question", "who?", "context", "it was me"));

    assertThat(rows.getLast().ids()).isEqualTo(rows.getFirst().ids());
    assertThatThrownBy(
            () -> read(TaskType.REGRESSION, Map.of("question", "who?", "context", "it was me")))
        .hasMessageContaining("regression reads text");
  }

  @Test
  void aRowHasASequenceForEachChoice() {
    TaskSpec task = new TaskSpec(TaskType.MULTIPLE_CHOICE, List.of("0", "1"), Optional.empty());

    List<Row> rows =
        read(
            task,
            Map.of("text", "the red", "choices", List.of("box", "a line")),
            Map.of("input_ids", List.of(List.of(5, 6), List.of(7, 8))));

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).sequences().map(row -> row.source().orElseThrow().text()))
        .containsExactly(Text.of("the red", "box"), Text.of("the red", "a line"));
    assertThat(rows.get(1).sequences().map(Row::ids))
        .containsExactly(new int[] {5, 6}, new int[] {7, 8});
    assertThatThrownBy(() -> read(task, Map.of("text", "the red")))
        .hasMessageContaining("a text and 2 choices");
    assertThatThrownBy(
            () -> read(TaskType.REGRESSION, Map.of("text", "a", "choices", List.of("b", "c"))))
        .hasMessageContaining("choices are for multiple_choice");
  }

  @SafeVarargs
  private static List<Row> read(TaskType task, Map<String, Object>... inputs) {
    return read(new TaskSpec(task, List.of(), Optional.empty()), inputs);
  }

  @SafeVarargs
  private static List<Row> read(TaskSpec task, Map<String, Object>... inputs) {
    try (Tokenizer tokenization =
        Tokenizer.open(ParityModels.directory("bert", "bert-a").resolve("tokenizer.json"))) {
      return new RowReader(
              task,
              tokenization,
              32,
              new ReadyIds(task, 64, VOCABULARY, 2, false),
              Optional.empty())
          .read(List.of(inputs));
    }
  }
}
