package graft.template.value;

import java.util.Collection;

/**
 * How much there is in a value.
 *
 * @param depth containers within each other
 * @param values how many values are met by whoever walks through it; one that is held twice counts
 *     twice
 */
public record Size(int depth, long values) {
  static final Size ONE = new Size(0, 1);

  private static final int MOST_DEPTH = 200;
  private static final long MOST_VALUES = 1_000_000;

  static Size of(Collection<? extends Value> parts) {
    int depth = 0;
    long values = 1;
    for (Value part : parts) {
      depth = Math.max(depth, part.size().depth());
      values += part.size().values();
    }
    return new Size(depth + 1, values).checked();
  }

  Size plus(Size other) {
    return new Size(Math.max(depth, other.depth), values + other.values).checked();
  }

  private Size checked() {
    if (depth > MOST_DEPTH) {
      throw PythonError.limit("lists are nested more than " + MOST_DEPTH + " deep");
    }
    if (values > MOST_VALUES) {
      throw PythonError.limit("a list holds more than " + MOST_VALUES + " values");
    }
    return this;
  }
}
