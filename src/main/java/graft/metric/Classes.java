package graft.metric;

import graft.data.Targets;
import java.util.Arrays;

/** Classes of rows or tokens, from targets and from scores. */
final class Classes {
  private Classes() {}

  /** The expected class of each row, or of each token that has one. */
  static int[] expected(Targets targets) {
    return switch (targets) {
      case Targets.ClassIds(long[] values) -> ints(values);
      case Targets.TokenIds(long[] values, int _) -> ints(told(values));
      case Targets.Written(long[] values, int _) -> ints(told(values));
      case Targets.None _, Targets.MultiHot _, Targets.Scores _, Targets.Spans _ ->
          throw new IllegalArgumentException("expected one class a row or token, found " + targets);
    };
  }

  private static long[] told(long[] values) {
    return Arrays.stream(values).filter(value -> value != Targets.IGNORED).toArray();
  }

  /** The class with the highest score, of each of {@code rows} rows or tokens. */
  static int[] found(float[] logits, int rows) {
    int classes = rows == 0 ? 0 : logits.length / rows;
    int[] best = new int[rows];
    for (int row = 0; row < rows; row++) {
      best[row] = Scores.largest(logits, row * classes, classes);
    }
    return best;
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }
}
