package graft.generate.search;

import java.util.Arrays;

/** Places of the largest of many values, the largest first; of equal ones the first place. */
final class Descending {
  private Descending() {}

  /**
   * Sorts places by their values.
   *
   * @param places ascending
   */
  static int[] places(double[] values, int[] places) {
    record Keyed(double value, int place) {}
    Keyed[] keyed = new Keyed[places.length];
    Arrays.setAll(keyed, i -> new Keyed(values[places[i]], places[i]));
    Arrays.sort(keyed, (a, b) -> Double.compare(b.value(), a.value()));
    return Arrays.stream(keyed).mapToInt(Keyed::place).toArray();
  }

  /** The places of the {@code count} largest. */
  static int[] largest(float[] values, int count) {
    int[] best = new int[Math.min(count, values.length)];
    int held = 0;
    for (int i = 0; i < values.length && best.length > 0; i++) {
      if (held < best.length || values[i] > values[best[held - 1]]) {
        int at = held < best.length ? held++ : held - 1;
        while (at > 0 && values[i] > values[best[at - 1]]) {
          best[at] = best[at - 1];
          at--;
        }
        best[at] = i;
      }
    }
    return Arrays.copyOf(best, held);
  }
}
