package graft.template.python;

import graft.template.value.Int;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Real;
import graft.template.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Arithmetic of whole numbers and floats: a float on either side makes the result one. */
public final class Numbers {
  /** More digits than decide how a quotient is rounded. */
  private static final MathContext QUOTIENT = new MathContext(1_000, RoundingMode.HALF_EVEN);

  private static final int EXACT_BITS = 53;

  private Numbers() {}

  static Value add(Numeric a, Numeric b) {
    return areWhole(a, b) ? new Int(a.whole().add(b.whole())) : new Real(real(a) + real(b));
  }

  static Value subtract(Numeric a, Numeric b) {
    return areWhole(a, b) ? new Int(a.whole().subtract(b.whole())) : new Real(real(a) - real(b));
  }

  static Value multiply(Numeric a, Numeric b) {
    return areWhole(a, b) ? new Int(a.whole().multiply(b.whole())) : new Real(real(a) * real(b));
  }

  static Value divide(Numeric a, Numeric b) {
    if (areWhole(a, b)) {
      if (b.whole().signum() == 0) {
        throw PythonError.zeroDivision("division by zero");
      }
      boolean areExact = a.whole().bitLength() <= EXACT_BITS && b.whole().bitLength() <= EXACT_BITS;
      double quotient =
          areExact
              ? a.real() / b.real()
              : new BigDecimal(a.whole()).divide(new BigDecimal(b.whole()), QUOTIENT).doubleValue();
      if (Double.isInfinite(quotient)) {
        throw PythonError.overflow("integer division result too large for a float");
      }
      return new Real(quotient);
    }
    return new Real(real(a) / divisor(b, "float division by zero"));
  }

  static Value floorDivide(Numeric a, Numeric b) {
    if (areWhole(a, b)) {
      BigInteger[] both = floored(a, b, "integer division or modulo by zero");
      return new Int(both[0]);
    }
    double x = real(a);
    double y = divisor(b, "float floor division by zero");
    double rest = x % y;
    double quotient = (x - rest) / y;
    if (rest != 0 && (y < 0) != (rest < 0)) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return new Real(Math.copySign(0, x / y));
    }
    double floor = Math.floor(quotient);
    return new Real(quotient - floor > 0.5 ? floor + 1 : floor);
  }

  static Value modulo(Numeric a, Numeric b) {
    if (areWhole(a, b)) {
      return new Int(floored(a, b, "integer modulo by zero")[1]);
    }
    double y = divisor(b, "float modulo");
    double rest = real(a) % y;
    if (rest == 0) {
      return new Real(Math.copySign(0, y));
    }
    return new Real((y < 0) != (rest < 0) ? rest + y : rest);
  }

  private static BigInteger[] floored(Numeric a, Numeric b, String byZero) {
    if (b.whole().signum() == 0) {
      throw PythonError.zeroDivision(byZero);
    }
    BigInteger[] both = a.whole().divideAndRemainder(b.whole());
    if (both[1].signum() != 0 && both[1].signum() != b.whole().signum()) {
      both[0] = both[0].subtract(BigInteger.ONE);
      both[1] = both[1].add(b.whole());
    }
    return both;
  }

  static Value power(Numeric a, Numeric b) {
    if (areWhole(a, b) && b.whole().signum() >= 0) {
      return new Int(power(a.whole(), b.whole()));
    }
    double x = real(a);
    double y = real(b);
    if (x == 0 && y < 0) {
      throw PythonError.zeroDivision("0.0 cannot be raised to a negative power");
    }
    if (x < 0 && Double.isFinite(x) && y != Math.rint(y)) {
      throw PythonError.unsupported("a power that is a complex number");
    }
    double power = x == 1 ? 1 : Math.pow(x, y);
    if (Double.isInfinite(power) && Double.isFinite(x) && Double.isFinite(y)) {
      throw PythonError.overflow("(34, 'Numerical result out of range')");
    }
    return new Real(power);
  }

  private static BigInteger power(BigInteger base, BigInteger exponent) {
    if (base.abs().compareTo(BigInteger.ONE) <= 0) {
      return base.signum() < 0 && !exponent.testBit(0)
          ? BigInteger.ONE
          : exponent.signum() == 0 ? BigInteger.ONE : base;
    }
    Int.requireBits(exponent.bitLength() > 32 ? Long.MAX_VALUE : exponent.longValue());
    Int.requireBits(exponent.longValue() * (base.abs().bitLength() - 1));
    return base.pow(exponent.intValue());
  }

  private static boolean areWhole(Numeric a, Numeric b) {
    return !(a instanceof Real) && !(b instanceof Real);
  }

  private static double divisor(Numeric b, String byZero) {
    double y = real(b);
    if (y == 0) {
      throw PythonError.zeroDivision(byZero);
    }
    return y;
  }

  /** A number as a float that is not too large for one. */
  public static double real(Numeric number) {
    double real = number.real();
    if (!(number instanceof Real) && Double.isInfinite(real)) {
      throw PythonError.overflow("int too large to convert to float");
    }
    return real;
  }
}
