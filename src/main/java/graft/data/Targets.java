package graft.data;

import java.util.Arrays;

/** What a batch's outputs are compared with; arrays are row-major and not to be changed. */
@SuppressWarnings("ArrayRecordComponent") // handed to the engine, compared by nobody
public sealed interface Targets {
  /** Marks a position that has no label; losses leave it out. */
  int IGNORED = -100;

  /** How many there are: what a loss is the mean over. */
  default long count() {
    return switch (this) {
      case None _ -> 0;
      case ClassIds(long[] values) -> values.length;
      case MultiHot(float[] values, int _) -> values.length;
      case Scores(float[] values) -> values.length;
      case TokenIds(long[] values, int _) ->
          Arrays.stream(values).filter(value -> value != IGNORED).count();
      case Spans(long[] starts, long[] _) -> starts.length;
    };
  }

  /** There are none: a batch to predict. */
  record None() implements Targets {}

  /**
   * @param values index of each row's class
   */
  record ClassIds(long[] values) implements Targets {}

  /**
   * @param values 1 where the row has the label, else 0; rows x labels
   */
  record MultiHot(float[] values, int labels) implements Targets {}

  /**
   * @param values a number each row
   */
  record Scores(float[] values) implements Targets {}

  /**
   * A label or token id at each position, {@link #IGNORED} where there is none.
   *
   * @param values rows x length
   * @param length the batch's own, except for targets that are decoded
   */
  record TokenIds(long[] values, int length) implements Targets {}

  /** First and last token of each row's answer; 0, the first special token, where there is none. */
  record Spans(long[] starts, long[] ends) implements Targets {}
}
