package graft.recipe.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.Tokenization;
import graft.parity.ParityModels;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.TaskType;
import java.util.List;
import java.util.Map;
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

  @SafeVarargs
  private static List<Row> read(TaskType task, Map<String, Object>... inputs) {
    try (Tokenization tokenization =
        Tokenization.open(ParityModels.directory("bert", "bert-a").resolve("tokenizer.json"))) {
      return new RowReader(task, tokenization, 32, 64, VOCABULARY, 2).read(List.of(inputs));
    }
  }
}
