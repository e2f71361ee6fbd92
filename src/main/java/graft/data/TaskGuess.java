package graft.data;

import graft.spec.job.TaskType;
import graft.table.Column;
import graft.table.ColumnType;
import graft.table.TableProfile;
import java.util.Map;
import java.util.Optional;

/** The task that a file's columns suggest. */
public final class TaskGuess {
  private TaskGuess() {}

  /**
   * Guesses from the columns that a job names and those recognised by name; the most telling first.
   *
   * @param languageModelling what the base model was made for, when there is only text
   * @return empty when nothing is recognised
   */
  public static Optional<TaskType> of(
      TableProfile profile, Map<String, String> given, TaskType languageModelling) {
    Columns columns = new Columns(profile, given);
    if (columns.have(Field.QUESTION, Field.CONTEXT, Field.ANSWERS)) {
      return Optional.of(TaskType.QUESTION_ANSWERING);
    }
    if (columns.have(Field.TEXT, Field.CHOICES, Field.LABEL)) {
      return Optional.of(TaskType.MULTIPLE_CHOICE);
    }
    if (columns.have(Field.TOKENS, Field.TAGS)) {
      return Optional.of(TaskType.TOKEN_CLASSIFICATION);
    }
    if (columns.have(Field.SOURCE, Field.TARGET)) {
      return Optional.of(TaskType.SEQ2SEQ_LM);
    }
    if (columns.have(Field.PROMPT, Field.COMPLETION)) {
      return Optional.of(
          languageModelling == TaskType.SEQ2SEQ_LM ? TaskType.SEQ2SEQ_LM : TaskType.CAUSAL_LM);
    }
    if (columns.have(Field.INPUT_IDS)) {
      return ofIds(columns);
    }
    return columns.have(Field.TEXT)
        ? Optional.of(ofText(columns, languageModelling))
        : Optional.empty();
  }

  /** Whether a row has a list of labels. */
  public static boolean hasListsOfLabels(TableProfile profile, Map<String, String> given) {
    return new Columns(profile, given)
        .column(Field.LABELS)
        .filter(labels -> labels.type() == ColumnType.LIST)
        .isPresent();
  }

  /** A list of labels may be of several tasks. */
  private static Optional<TaskType> ofIds(Columns columns) {
    if (columns.have(Field.START_POSITION, Field.END_POSITION)) {
      return Optional.of(TaskType.QUESTION_ANSWERING);
    }
    return columns
        .column(Field.LABEL)
        .filter(label -> label.type() != ColumnType.LIST)
        .map(TaskGuess::ofLabel);
  }

  private static TaskType ofLabel(Column label) {
    return label.type() == ColumnType.NUMBER
        ? TaskType.REGRESSION
        : TaskType.SEQUENCE_CLASSIFICATION;
  }

  private static TaskType ofText(Columns columns, TaskType languageModelling) {
    if (hasListsOfLabels(columns.profile(), columns.given())) {
      return TaskType.MULTI_LABEL_CLASSIFICATION;
    }
    Optional<Column> label = columns.column(Field.LABEL);
    if (label.isPresent()) {
      return ofLabel(label.get());
    }
    return columns.have(Field.SCORE) ? TaskType.REGRESSION : languageModelling;
  }

  private record Columns(TableProfile profile, Map<String, String> given) {
    Optional<Column> column(Field field) {
      String named = given.get(field.wireName());
      return named != null
          ? profile.column(named)
          : field.columns().stream().flatMap(name -> profile.column(name).stream()).findFirst();
    }

    boolean have(Field... fields) {
      for (Field field : fields) {
        if (column(field).isEmpty()) {
          return false;
        }
      }
      return true;
    }
  }
}
