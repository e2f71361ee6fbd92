package graft.data.cut;

import ai.djl.huggingface.tokenizers.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a question's context into overlapping windows, each behind the whole question, as the {@code
 * tokenizers} library does with {@code only_second}, {@code stride} and overflowing tokens.
 *
 * @param maxLength tokens of a window, special tokens included
 * @param stride tokens of the context that two neighbours share; half a window's where the question
 *     leaves no room for so many
 */
public record Windows(int maxLength, int stride) {
  /** The indexes of the tokens of each window; empty if the question leaves no room at all. */
  public List<int[]> of(Encoding encoding) {
    long[] sequences = encoding.getSequenceIds();
    int context = (int) Arrays.stream(sequences).filter(sequence -> sequence == 1).count();
    int room = maxLength - (sequences.length - context);
    if (room < 1) {
      return List.of();
    }
    int step = room - (stride < room ? stride : room / 2);
    List<int[]> windows = new ArrayList<>();
    int from = 0;
    windows.add(window(sequences, 0, room));
    while (from + room < context) {
      from += step;
      windows.add(window(sequences, from, from + room));
    }
    return windows;
  }

  private static int[] window(long[] sequences, int from, int to) {
    int[] rank = new int[sequences.length];
    int seen = 0;
    for (int i = 0; i < sequences.length; i++) {
      rank[i] = sequences[i] == 1 ? seen++ : from;
    }
    return IntStream.range(0, sequences.length)
        .filter(i -> rank[i] >= from && rank[i] < to)
        .toArray();
  }
}
