package graft.template.value;

import java.math.BigInteger;

/** {@code True} and {@code False}, which are 1 and 0. */
public record Bool(boolean isTrue) implements Numeric {
  public static final Bool TRUE = new Bool(true);
  public static final Bool FALSE = new Bool(false);

  /** One of the two. */
  public static Bool of(boolean value) {
    return value ? TRUE : FALSE;
  }

  @Override
  public String typeName() {
    return "bool";
  }

  @Override
  public BigInteger whole() {
    return isTrue ? BigInteger.ONE : BigInteger.ZERO;
  }

  @Override
  public double real() {
    return isTrue ? 1 : 0;
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
