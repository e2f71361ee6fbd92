package graft.format;

import graft.format.SafetensorsHeader.Entry;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Checks that the tensors of a safetensors file fill its data exactly: no gap, no overlap. */
final class SafetensorsLayout {
  private SafetensorsLayout() {}

  /**
   * @param dataBytes size of the file after its header
   * @throws graft.spec.GraftException naming the first tensor in the file that is wrong
   */
  static void check(Collection<Entry> entries, long dataBytes, FileContext origin) {
    entries.forEach(entry -> checkSize(entry, dataBytes, origin));
    List<Entry> inOrder =
        entries.stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
    long end = 0;
    for (Entry entry : inOrder) {
      if (entry.begin() < end) {
        throw origin.fault(
            entry.name(),
            "begins at %d, inside a tensor that ends at %d".formatted(entry.begin(), end));
      }
      if (entry.begin() > end) {
        throw origin.fault(
            entry.name(), "begins at %d, after a gap from %d".formatted(entry.begin(), end));
      }
      end = entry.end();
    }
    origin.require(
        end == dataBytes, "the tensors end at %d, the data at %d".formatted(end, dataBytes));
  }

  private static void checkSize(Entry entry, long dataBytes, FileContext origin) {
    if (entry.begin() > entry.end() || entry.end() > dataBytes) {
      throw origin.fault(
          entry.name(),
          "data_offsets [%d, %d] are outside the data of %d bytes"
              .formatted(entry.begin(), entry.end(), dataBytes));
    }
    long expected;
    try {
      expected = Math.multiplyExact(Tensor.elements(entry.shape()), entry.dtype().bytes());
    } catch (ArithmeticException e) {
      throw origin.fault(
          entry.name(), "shape " + Arrays.toString(entry.shape()) + " has too many elements");
    }
    long found = entry.end() - entry.begin();
    if (expected != found) {
      throw origin.fault(
          entry.name(),
          "%s %s needs %d bytes, data_offsets give %d"
              .formatted(entry.dtype(), Arrays.toString(entry.shape()), expected, found));
    }
  }
}
