package graft.generate.decode;

import java.util.Arrays;

/**
 * A row: the tokens that the decoder has read, and the one that it reads next. Changes as it grows.
 */
final class Sequence {
  private int[] ids;
  private int length;

  /** Where it is in its batch. */
  int place;

  Sequence(int[] ids) {
    this.ids = ids.clone();
    length = ids.length;
  }

  Sequence copy() {
    return new Sequence(ids());
  }

  void add(int id) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, 2 * length);
    }
    ids[length++] = id;
  }

  int length() {
    return length;
  }

  int last() {
    return ids[length - 1];
  }

  int[] ids() {
    return Arrays.copyOf(ids, length);
  }
}
