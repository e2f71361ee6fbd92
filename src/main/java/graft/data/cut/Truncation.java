package graft.data.cut;

import ai.djl.huggingface.tokenizers.Encoding;
import java.util.Arrays;

/** Which end of a pair gives way when it is too long; special tokens always stay. */
public enum Truncation {
  /**
   * The longer text, until both have the same length: the rule of the {@code tokenizers} library,
   * {@code LongestFirst}.
   */
  LONGEST_FIRST,
  /** The second text alone, as long as it has tokens. */
  SECOND_FIRST;

  /**
   * The indexes of the tokens that stay.
   *
   * @param maxLength special tokens included
   */
  public int[] keep(Encoding encoding, int maxLength) {
    return keep(encoding.getSequenceIds(), maxLength);
  }

  /**
   * The same of tokens of which only that is known.
   *
   * @param sequences the text of each: 0 the first, 1 the second, -1 a special token
   */
  public int[] keep(long[] sequences, int maxLength) {
    int first = count(sequences, 0);
    int second = count(sequences, 1);
    int room = Math.max(0, maxLength - (sequences.length - first - second));
    int[] left = {0, 0};
    switch (this) {
      case LONGEST_FIRST -> left = longestFirst(first, second, room);
      case SECOND_FIRST -> {
        left[0] = Math.min(first, room);
        left[1] = Math.min(second, room - left[0]);
      }
    }
    int[] kept = new int[sequences.length];
    int size = 0;
    for (int i = 0; i < sequences.length; i++) {
      int sequence = (int) sequences[i];
      if (sequence < 0 || left[sequence]-- > 0) {
        kept[size++] = i;
      }
    }
    return Arrays.copyOf(kept, size);
  }

  private static int[] longestFirst(int first, int second, int room) {
    if (first + second <= room) {
      return new int[] {first, second};
    }
    int shorter = Math.min(first, second);
    int longer = Math.max(shorter, room - shorter);
    if (shorter + longer > room) {
      shorter = room / 2;
      longer = shorter + room % 2;
    }
    return first > second ? new int[] {longer, shorter} : new int[] {shorter, longer};
  }

  private static int count(long[] sequences, int sequence) {
    return (int) Arrays.stream(sequences).filter(s -> s == sequence).count();
  }
}
