package graft.recipe.task;

import java.util.Map;

/** Turns a row's scores into what a user reads. */
public interface OutputDecoder {
  /** The positions whose scores are needed; none where a row has scores as a whole. */
  default int[] places(Row row) {
    return new int[0];
  }

  /**
   * The answer by the names of the REST contract.
   *
   * @param logits of the row, or of its {@link #places} one after the other
   */
  Map<String, Object> of(Row row, float[] logits);
}
