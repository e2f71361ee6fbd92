package graft.template.value;

import java.math.BigInteger;

/** A whole number of any size that a rendering may have. */
public record Int(BigInteger whole) implements Numeric {
  private static final int MOST_BITS = 8_192;

  public Int {
    if (whole.bitLength() > MOST_BITS) {
      throw PythonError.limit("a number has more than " + MOST_BITS + " bits");
    }
  }

  /** A number as large as Java's. */
  public static Int of(long value) {
    return new Int(BigInteger.valueOf(value));
  }

  /** Refuses what would have more bits than a number may, before it is computed. */
  public static void requireBits(long bits) {
    if (bits > 2L * MOST_BITS) {
      throw PythonError.limit("a number has more than " + MOST_BITS + " bits");
    }
  }

  @Override
  public String typeName() {
    return "int";
  }

  @Override
  public double real() {
    return whole.doubleValue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Numeric number && Numeric.same(this, number);
  }

  @Override
  public int hashCode() {
    return Numeric.hash(this);
  }
}
