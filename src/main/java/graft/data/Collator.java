package graft.data;

import graft.spec.job.TaskType;
import java.util.Arrays;

/** Targets of a batch from the ints that {@link ExampleEncoder} made of each row. */
final class Collator {
  private Collator() {}

  /**
   * @param length of the batch's rows
   */
  static Targets of(TaskType task, int[][] rows, int labels, int length, Padding padding) {
    return switch (task) {
      case SEQUENCE_CLASSIFICATION, MULTIPLE_CHOICE, IMAGE_CLASSIFICATION ->
          new Targets.ClassIds(column(rows, 0));
      case MULTI_LABEL_CLASSIFICATION -> multiHot(rows, labels);
      case REGRESSION -> scores(rows);
      case QUESTION_ANSWERING -> new Targets.Spans(column(rows, 0), column(rows, 1));
      case TOKEN_CLASSIFICATION, MASKED_LM -> tokenIds(rows, length);
      case CAUSAL_LM -> padding.isPrompted() ? tokenIds(rows, length + 1) : next(rows, length);
      case SEQ2SEQ_LM -> written(rows, padding.writtenLength(Batch.longest(rows)));
    };
  }

  private static Targets next(int[][] rows, int length) {
    return tokenIds(Arrays.stream(rows).map(Collator::shifted).toArray(int[][]::new), length);
  }

  /** The reference shifts when it takes the loss; here targets stand where they are predicted. */
  private static int[] shifted(int[] labels) {
    return Arrays.copyOfRange(labels, Math.min(1, labels.length), labels.length);
  }

  /** As long as the labels: nothing is predicted behind the last. */
  static int[] shiftedWhole(int[] labels) {
    int[] shifted = Arrays.copyOf(shifted(labels), labels.length);
    if (labels.length > 0) {
      shifted[labels.length - 1] = Targets.IGNORED;
    }
    return shifted;
  }

  private static Targets tokenIds(int[][] rows, int length) {
    return new Targets.TokenIds(Batch.padded(rows, length, Targets.IGNORED), length);
  }

  private static Targets written(int[][] rows, int length) {
    return new Targets.Written(Batch.padded(rows, length, Targets.IGNORED), length);
  }

  private static long[] column(int[][] rows, int column) {
    long[] values = new long[rows.length];
    for (int row = 0; row < rows.length; row++) {
      values[row] = rows[row][column];
    }
    return values;
  }

  private static Targets multiHot(int[][] rows, int labels) {
    float[] values = new float[rows.length * labels];
    for (int row = 0; row < rows.length; row++) {
      for (int label : rows[row]) {
        values[row * labels + label] = 1;
      }
    }
    return new Targets.MultiHot(values, labels);
  }

  private static Targets scores(int[][] rows) {
    float[] values = new float[rows.length];
    for (int row = 0; row < rows.length; row++) {
      values[row] = Float.intBitsToFloat(rows[row][0]);
    }
    return new Targets.Scores(values);
  }
}
