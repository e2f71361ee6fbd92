package graft.template.python;

import graft.template.value.Numeric;
import graft.template.value.Real;
import java.math.BigInteger;
import java.util.Locale;

/** The digits of a number in one of Python's presentations, with its sign apart. */
record NumberFormat(boolean isNegative, String prefix, String digits) {
  /** A whole number in a base: {@code d x X o b}. */
  static NumberFormat whole(BigInteger number, char presentation, boolean hasPrefix) {
    int base =
        switch (presentation) {
          case 'x', 'X' -> 16;
          case 'o' -> 8;
          case 'b' -> 2;
          default -> 10;
        };
    String digits = number.abs().toString(base);
    String prefix = hasPrefix && base != 10 ? "0" + presentation : "";
    return new NumberFormat(
        number.signum() < 0,
        prefix,
        presentation == 'X' ? digits.toUpperCase(Locale.ROOT) : digits);
  }

  /** A number as a float: {@code e E f F g G %}. */
  static NumberFormat real(Numeric number, char presentation, int precision, boolean keepsPoint) {
    double value = number instanceof Real real ? real.value() : number.real();
    boolean isNegative = FloatText.isNegative(value) && !Double.isNaN(value);
    String digits = digits(Math.abs(value), presentation, precision, keepsPoint);
    return new NumberFormat(
        isNegative,
        "",
        Character.isUpperCase(presentation) ? digits.toUpperCase(Locale.ROOT) : digits);
  }

  private static String digits(double value, char presentation, int precision, boolean keepsPoint) {
    if (!Double.isFinite(value)) {
      return (Double.isNaN(value) ? "nan" : "inf") + (presentation == '%' ? "%" : "");
    }
    String digits =
        switch (presentation) {
          case 'e', 'E' -> FloatText.exponent(value, precision);
          case 'g', 'G' -> {
            String all = FloatText.general(value, precision);
            yield keepsPoint ? all : FloatText.trimmed(all);
          }
          case '%' -> FloatText.fixed(value * 100, precision) + "%";
          default -> FloatText.fixed(value, precision);
        };
    return keepsPoint && !digits.contains(".") ? withPoint(digits) : digits;
  }

  private static String withPoint(String digits) {
    int e = digits.indexOf('e');
    int end = e >= 0 ? e : digits.endsWith("%") ? digits.length() - 1 : digits.length();
    return digits.substring(0, end) + "." + digits.substring(end);
  }

  /** The sign to write, where a positive number has the one that is given. */
  String sign(String ofPositive) {
    return isNegative ? "-" : ofPositive;
  }
}
