package graft.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** A {@code float}. */
public record Real(double value) implements Numeric {
  @Override
  public String typeName() {
    return "float";
  }

  @Override
  public BigInteger whole() {
    if (Double.isNaN(value)) {
      throw PythonError.value("cannot convert float NaN to integer");
    }
    if (Double.isInfinite(value)) {
      throw PythonError.overflow("cannot convert float infinity to integer");
    }
    return new BigDecimal(value).toBigInteger();
  }

  @Override
  public double real() {
    return value;
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
