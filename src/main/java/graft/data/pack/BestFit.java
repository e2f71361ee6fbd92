package graft.data.pack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Best fit decreasing (Johnson 1974): the longest text first, each into the block that it fills
 * best, or into a new one.
 *
 * @param capacity tokens of a block
 */
public record BestFit(int capacity) {
  /**
   * Which texts stand in which block, one behind the other.
   *
   * @param lengths of the texts, none above the capacity
   * @param order all texts; of equally long ones the first comes first
   */
  public List<int[]> blocks(int[] lengths, int[] order) {
    List<List<Integer>> blocks = new ArrayList<>();
    TreeMap<Integer, Deque<Integer>> byRoom = new TreeMap<>();
    for (int text : longestFirst(lengths, order)) {
      int length = lengths[text];
      if (length > capacity) {
        throw new IllegalArgumentException(length + " tokens are no part of " + capacity);
      }
      Map.Entry<Integer, Deque<Integer>> best = byRoom.ceilingEntry(length);
      int room = best == null ? capacity : best.getKey();
      int block = best == null ? blocks.size() : best.getValue().removeFirst();
      if (best == null) {
        blocks.add(new ArrayList<>());
      } else if (best.getValue().isEmpty()) {
        byRoom.remove(room);
      }
      blocks.get(block).add(text);
      byRoom.computeIfAbsent(room - length, _ -> new ArrayDeque<>()).addLast(block);
    }
    return blocks.stream()
        .map(block -> block.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private static int[] longestFirst(int[] lengths, int[] order) {
    long[] keys = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      keys[i] = (long) -lengths[order[i]] << 32 | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> order[(int) key]).toArray();
  }
}
