package graft.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** What Python computes with. Numbers of different types are equal if their values are. */
public sealed interface Numeric extends Value permits Bool, Int, Real {
  /** Whether two numbers are the same value, exactly. */
  static boolean same(Numeric a, Numeric b) {
    if (a instanceof Real x && b instanceof Real y) {
      return x.value() == y.value();
    }
    if (a instanceof Real x) {
      return same(b, x);
    }
    BigInteger whole = a.whole();
    return switch (b) {
      case Real real ->
          Double.isFinite(real.value())
              && new BigDecimal(real.value()).compareTo(new BigDecimal(whole)) == 0;
      case Bool _, Int _ -> whole.equals(b.whole());
    };
  }

  /** A hash that agrees with {@link #same}. */
  static int hash(Numeric number) {
    if (number instanceof Real real && real.value() != Math.rint(real.value())) {
      return Double.hashCode(real.value());
    }
    return number instanceof Real real && !Double.isFinite(real.value())
        ? Double.hashCode(real.value())
        : number.whole().hashCode();
  }

  /** Its value without a fraction. */
  BigInteger whole();

  /** Its value as the nearest double; infinite if it is too large. */
  double real();
}
