package graft.data;

import java.util.List;

/**
 * Rows padded to one length, row-major, in memory of the host.
 *
 * @param rows B
 * @param length S, the longest row's, rounded up to a multiple of 8
 * @param inputIds attentionMask, typeIds: B · S
 * @param labels B
 * @param tokens real tokens, padding not counted
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
public record Batch(
    int rows,
    int length,
    long[] inputIds,
    long[] attentionMask,
    long[] typeIds,
    long[] labels,
    long tokens) {
  private static final int MULTIPLE = 8;

  /** Pads rows with {@code padding}, to at most {@code maxLength} tokens. */
  public static Batch of(List<LabelledText> rows, long padding, int maxLength) {
    int longest = rows.stream().mapToInt(row -> row.encoded().length()).max().orElse(0);
    int length =
        Math.max(longest, Math.min(maxLength, (longest + MULTIPLE - 1) / MULTIPLE * MULTIPLE));
    long[] ids = new long[rows.size() * length];
    long[] mask = new long[ids.length];
    long[] types = new long[ids.length];
    java.util.Arrays.fill(ids, padding);
    long[] labels = new long[rows.size()];
    long tokens = 0;
    for (int i = 0; i < rows.size(); i++) {
      Encoded encoded = rows.get(i).encoded();
      System.arraycopy(encoded.inputIds(), 0, ids, i * length, encoded.length());
      System.arraycopy(encoded.typeIds(), 0, types, i * length, encoded.length());
      java.util.Arrays.fill(mask, i * length, i * length + encoded.length(), 1);
      labels[i] = rows.get(i).label();
      tokens += encoded.length();
    }
    return new Batch(rows.size(), length, ids, mask, types, labels, tokens);
  }
}
