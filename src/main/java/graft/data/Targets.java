package graft.data;

import java.util.Arrays;
import java.util.List;

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
      case TokenIds(long[] values, int _) -> counted(values);
      case Written(long[] values, int _) -> counted(values);
      case Spans(long[] starts, long[] _, var _) -> starts.length;
    };
  }

  private static long counted(long[] values) {
    return Arrays.stream(values).filter(value -> value != IGNORED).count();
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
   * @param length the batch's own; one more where the first target is guessed before the text
   */
  record TokenIds(long[] values, int length) implements Targets {}

  /**
   * The token that a decoder behind an encoder writes at each of its positions, {@link #IGNORED}
   * where there is none.
   *
   * @param values rows x length
   * @param length of the decoder's rows, which is not the batch's
   */
  record Written(long[] values, int length) implements Targets {}

  /**
   * First and last token of each row's answer; 0, the first special token, where there is none;
   * {@link #OUTSIDE} where it was cut away.
   *
   * @param passages of the rows, to compare answers as texts; empty where they are not known
   */
  record Spans(long[] starts, long[] ends, List<Passage> passages) implements Targets {
    /** A place behind every row; losses leave it out. */
    public static final int OUTSIDE = Integer.MAX_VALUE;

    public Spans {
      passages = List.copyOf(passages);
    }

    public Spans(long[] starts, long[] ends) {
      this(starts, ends, List.of());
    }
  }

  /**
   * The text that a question is asked of, or the window of it that a row is.
   *
   * @param row the same for all windows of one question
   * @param starts where each token of the row begins in the context, in code points; -1 for one
   *     that is not of the context
   * @param ends where it ends, exclusive
   * @param answers the right ones, of which one is enough; none where the context holds none
   */
  record Passage(int row, String context, int[] starts, int[] ends, List<String> answers) {
    public Passage {
      answers = List.copyOf(answers);
    }

    /** Whether a token is of the context; padding is not. */
    public boolean holds(int token) {
      return token < starts.length && starts[token] >= 0;
    }

    /** What stands from the first token's beginning to the last one's end. */
    public String between(int first, int last) {
      return context.substring(
          context.offsetByCodePoints(0, starts[first]), context.offsetByCodePoints(0, ends[last]));
    }
  }
}
