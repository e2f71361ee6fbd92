package graft.template.value;

import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * A {@code range}. Two are equal if they give the same numbers.
 *
 * @param step not 0
 */
public record Range(long start, long stop, long step) implements Value {
  /** As many as the sandbox of Jinja allows. */
  private static final long MOST = 100_000;

  private static final long FARTHEST = 1L << 60;

  public Range {
    if (Math.max(Math.abs(start), Math.max(Math.abs(stop), Math.abs(step))) > FARTHEST
        || count(start, stop, step) > MOST) {
      throw PythonError.overflow(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" + MOST + ").");
    }
  }

  private static long count(long start, long stop, long step) {
    long way = step > 0 ? stop - start : start - stop;
    return way <= 0 ? 0 : (way - 1) / Math.abs(step) + 1;
  }

  /** How many numbers it gives. */
  public int length() {
    return (int) count(start, stop, step);
  }

  /** The number at an index. */
  public Int at(long index) {
    return Int.of(start + index * step);
  }

  /** Every number. */
  public Iterator<Value> iterator() {
    return LongStream.range(0, length()).mapToObj(i -> (Value) at(i)).iterator();
  }

  @Override
  public String typeName() {
    return "range";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Range range
        && length() == range.length()
        && (length() == 0 || (start == range.start && (length() == 1 || step == range.step)));
  }

  @Override
  public int hashCode() {
    return length() == 0 ? 0 : Long.hashCode(start) + 31 * length();
  }
}
