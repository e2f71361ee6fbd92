package graft.data.chat;

import graft.data.Labels;
import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.spec.job.LossOn;
import java.util.List;
import java.util.Optional;

/**
 * What the rows of a file mean to a task, and what of them is learned.
 *
 * @param mapping which column holds what
 * @param labels of the task's classes
 * @param lossOn what a causal language model learns of a row; {@code ALL} for other tasks
 * @param chat how conversations become text; empty where no row is one
 */
public record RowForm(
    ColumnMapping mapping, Labels labels, LossOn lossOn, Optional<ChatText> chat) {
  /** Rows that are no conversations; completions are learned, and other texts as a whole. */
  public static RowForm of(ColumnMapping mapping, Labels labels) {
    LossOn usual = mapping.has(Field.COMPLETION) ? LossOn.COMPLETION : LossOn.ALL;
    return new RowForm(mapping, labels, usual, Optional.empty());
  }

  /** The same rows as conversations. */
  public RowForm said(LossOn learned, ChatText by) {
    return new RowForm(mapping, labels, learned, Optional.of(by));
  }

  /** The same rows in a file whose optional columns may be others. */
  public RowForm with(ColumnMapping other) {
    return new RowForm(other, labels, lossOn, chat);
  }

  /**
   * The texts that a conversation is learned by.
   *
   * @throws IllegalArgumentException if there is nothing to learn, or no place of it for sure
   */
  public List<TaughtText> taught(Dialogue dialogue) {
    ChatText text =
        chat.orElseThrow(() -> new IllegalArgumentException("there is no chat template"));
    return new Teaching(text, lossOn).of(dialogue);
  }
}
