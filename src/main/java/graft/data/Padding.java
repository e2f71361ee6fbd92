package graft.data;

import graft.spec.Check;

/**
 * How rows of one batch are brought to one length.
 *
 * @param padId token that fills up; the model's own
 * @param multiple lengths are rounded up to a multiple of it, so that few shapes occur and matrix
 *     products are aligned; 1 pads to the longest row exactly
 * @param maxLength no batch is longer than this by rounding: the model's positions
 * @param least no batch is shorter than this
 * @param leastWritten what a decoder behind an encoder reads and writes is not shorter than this
 * @param isPrompted whether virtual tokens stand before each text, from which a causal model learns
 *     to guess its first token too
 */
public record Padding(
    int padId, int multiple, int maxLength, int least, int leastWritten, boolean isPrompted) {
  public Padding {
    Check check = new Check();
    check.that(padId >= 0, "pad_id", "must be at least 0, not " + padId);
    check.that(multiple >= 1, "multiple", "must be at least 1, not " + multiple);
    check.that(maxLength >= 1, "max_length", "must be at least 1, not " + maxLength);
    check.done();
  }

  public Padding(int padId, int multiple, int maxLength) {
    this(padId, multiple, maxLength, 0, 0, false);
  }

  /** The same where virtual tokens stand before each text, or none. */
  public Padding prompted(boolean are) {
    return new Padding(padId, multiple, maxLength, least, leastWritten, are);
  }

  /**
   * The same for batches that are to be as long as another one.
   *
   * @param longest tokens of its longest row
   * @param longestWritten tokens of the longest row of its decoder; 0 where it has none
   */
  public Padding atLeast(int longest, int longestWritten) {
    return new Padding(
        padId, multiple, maxLength, length(longest), writtenLength(longestWritten), isPrompted);
  }

  /** Rounds up to multiples of 8. */
  public static Padding rounded(int padId, int maxLength) {
    return new Padding(padId, 8, maxLength);
  }

  /** Pads to the longest row and no further. */
  public static Padding exact(int padId) {
    return new Padding(padId, 1, Integer.MAX_VALUE);
  }

  /** The length of a batch whose longest row has {@code longest} tokens. */
  public int length(int longest) {
    return Math.max(least, rounded(longest));
  }

  /** The same of what a decoder behind an encoder reads and writes. */
  public int writtenLength(int longest) {
    return Math.max(leastWritten, rounded(longest));
  }

  private int rounded(int longest) {
    long rounded = ((long) longest + multiple - 1) / multiple * multiple;
    return (int) Math.max(longest, Math.min(rounded, maxLength));
  }
}
