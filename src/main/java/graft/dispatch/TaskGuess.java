package graft.dispatch;

import graft.spec.job.TaskType;
import graft.table.ColumnType;
import graft.table.TableProfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The task that a file's columns are made for, where a request does not say. */
final class TaskGuess {
  private final TableProfile profile;
  private final Map<String, String> columns;

  /**
   * @param columns the file's column for each attribute, where the names differ
   */
  TaskGuess(TableProfile profile, Map<String, String> columns) {
    this.profile = profile;
    this.columns = columns;
  }

  /**
   * @param possible the tasks of the base model, which decide how plain text is learned
   */
  Optional<TaskType> among(List<TaskType> possible) {
    if (has("tokens") && (has("tags") || has("ner_tags") || has("pos_tags"))) {
      return Optional.of(TaskType.TOKEN_CLASSIFICATION);
    }
    if (has("question") && has("context")) {
      return Optional.of(TaskType.QUESTION_ANSWERING);
    }
    if (has("source") && has("target")) {
      return Optional.of(TaskType.SEQ2SEQ_LM);
    }
    if (has("messages") || (has("prompt") && has("completion"))) {
      return Optional.of(TaskType.CAUSAL_LM);
    }
    if (isList("labels")) {
      return Optional.of(TaskType.MULTI_LABEL_CLASSIFICATION);
    }
    if (has("score")) {
      return Optional.of(TaskType.REGRESSION);
    }
    if (has("label") || has("class") || has("category")) {
      return Optional.of(TaskType.SEQUENCE_CLASSIFICATION);
    }
    return possible.stream()
        .filter(task -> task == TaskType.CAUSAL_LM || task == TaskType.MASKED_LM)
        .findFirst();
  }

  private boolean has(String attribute) {
    return columns.containsKey(attribute) || profile.column(attribute).isPresent();
  }

  private boolean isList(String attribute) {
    return profile
        .column(columns.getOrDefault(attribute, attribute))
        .filter(column -> column.type() == ColumnType.LIST)
        .isPresent();
  }
}
