package graft.data;

import java.util.Arrays;

/** Many short rows of ints in one array. Filled by one thread, then only read. */
final class RaggedInts {
  private int[] values = new int[1 << 12];
  private int[] ends = new int[1 << 8];
  private int size;

  int size() {
    return size;
  }

  int total() {
    return size == 0 ? 0 : ends[size - 1];
  }

  void add(int[] row) {
    int start = total();
    values = roomFor(values, Math.addExact(start, row.length));
    ends = roomFor(ends, size + 1);
    System.arraycopy(row, 0, values, start, row.length);
    ends[size++] = start + row.length;
  }

  int[] row(int index) {
    return Arrays.copyOfRange(values, start(index), ends[index]);
  }

  /** Several rows behind each other. */
  int[] rows(int[] indexes) {
    return Arrays.stream(indexes).flatMap(index -> Arrays.stream(row(index))).toArray();
  }

  int length(int index) {
    return ends[index] - start(index);
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  private static int[] roomFor(int[] array, int length) {
    return length <= array.length
        ? array
        : Arrays.copyOf(
            array, (int) Math.min(Math.max(length, array.length * 3L / 2), Integer.MAX_VALUE - 8));
  }
}
