package graft.data.chat;

import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.spec.job.LossOn;
import graft.spec.job.TaskType;
import graft.table.ColumnType;
import graft.table.TableProfile;
import java.util.List;

/** What of rows can be learned, by their form. */
public final class LossChoices {
  private LossChoices() {}

  /** The choices of a causal language model's rows, the usual one first; none for other rows. */
  public static List<LossOn> of(ColumnMapping mapping, TableProfile profile) {
    if (mapping.task() != TaskType.CAUSAL_LM || mapping.isReady()) {
      return List.of();
    }
    if (mapping.has(Field.INSTRUCTION)) {
      return List.of(LossOn.ASSISTANT, LossOn.LAST_ASSISTANT, LossOn.COMPLETION, LossOn.ALL);
    }
    if (mapping.has(Field.MESSAGES)) {
      return List.of(LossOn.ASSISTANT, LossOn.LAST_ASSISTANT, LossOn.ALL);
    }
    if (mapping.has(Field.PROMPT)) {
      return areConversations(mapping, profile)
          ? List.of(LossOn.COMPLETION, LossOn.ASSISTANT, LossOn.LAST_ASSISTANT, LossOn.ALL)
          : List.of(LossOn.COMPLETION, LossOn.ALL);
    }
    return List.of(LossOn.ALL);
  }

  /** Whether rows become text by a chat template. */
  public static boolean areConversations(ColumnMapping mapping, TableProfile profile) {
    return mapping.task() == TaskType.CAUSAL_LM
        && (mapping.hasTurns()
            || mapping
                .column(Field.PROMPT)
                .flatMap(profile::column)
                .filter(prompt -> prompt.type() == ColumnType.LIST)
                .isPresent());
  }
}
