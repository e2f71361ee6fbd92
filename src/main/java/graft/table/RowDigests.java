package graft.table;

/**
 * A bounded set of 64-bit digests of rows, to notice repeated ones without keeping them: 16 MB for
 * a million rows. Among a million rows a false alarm has a chance of one in 40 million.
 */
final class RowDigests {
  private static final int CAPACITY = 1 << 21;
  private static final int END = 1 << 12;
  private static final long PRIME = 0x100000001B3L;

  private long[] slots = new long[1 << 10];
  private int size;

  /** Whether a row with this content was added before; false once the set is full. */
  boolean addIsRepeated(String content) {
    if (size >= CAPACITY) {
      return false;
    }
    if (size * 2 > slots.length) {
      grow();
    }
    boolean isNew = insert(slots, digest(content));
    size += isNew ? 1 : 0;
    return !isNew;
  }

  private void grow() {
    long[] wider = new long[slots.length * 2];
    for (long digest : slots) {
      if (digest != 0) {
        insert(wider, digest);
      }
    }
    slots = wider;
  }

  private static boolean insert(long[] slots, long digest) {
    int at = (int) digest & (slots.length - 1);
    while (slots[at] != 0) {
      if (slots[at] == digest) {
        return false;
      }
      at = (at + 1) & (slots.length - 1);
    }
    slots[at] = digest;
    return true;
  }

  /**
   * FNV-1a over UTF-16 units, with the finish of SplitMix64 to spread it; never 0. Of a long row
   * both ends, its length and what Java makes of the whole.
   */
  private static long digest(String content) {
    int length = content.length();
    long hash = 0xCBF29CE484222325L;
    if (length <= 2 * END) {
      hash = digest(hash, content, 0, length);
    } else {
      hash = digest(hash, content, 0, END);
      hash = digest(hash, content, length - END, length);
      hash = (hash ^ length) * PRIME;
      hash = (hash ^ content.hashCode()) * PRIME;
    }
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }

  private static long digest(long start, String content, int from, int to) {
    long hash = start;
    for (int i = from; i < to; i++) {
      hash = (hash ^ content.charAt(i)) * PRIME;
    }
    return hash;
  }
}
