package graft.data;

/**
 * A tokenized row, special tokens included.
 *
 * @param inputIds token ids
 * @param typeIds 0 for the first text, 1 for the second; as long as {@code inputIds}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
public record Encoded(long[] inputIds, long[] typeIds) {
  public int length() {
    return inputIds.length;
  }
}
