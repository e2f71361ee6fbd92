package graft.template.python;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats as Python writes them. Signs are written by whoever asks, except by {@link #repr}. */
final class FloatText {
  private FloatText() {}

  /** The shortest text that is read as the same number: {@code 1.0}, {@code 1e+16}. */
  static String repr(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    String sign = isNegative(value) ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent < -4 || exponent >= 16) {
      return sign + scientific(shortest, exponent);
    }
    String plain = shortest.toPlainString();
    return sign + (plain.contains(".") ? plain : plain + ".0");
  }

  static boolean isNegative(double value) {
    return Math.copySign(1, value) < 0;
  }

  /** {@code %f}, of a finite number without its sign. */
  static String fixed(double value, int precision) {
    return new BigDecimal(Math.abs(value))
        .setScale(precision, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  /** {@code %e}, of a finite number without its sign. */
  static String exponent(double value, int precision) {
    if (value == 0) {
      return "0" + (precision > 0 ? "." + "0".repeat(precision) : "") + "e+00";
    }
    BigDecimal rounded = rounded(value, precision + 1);
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits = rounded.unscaledValue().toString();
    String padded = digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
    String fraction = precision > 0 ? "." + padded.substring(1, precision + 1) : "";
    return padded.charAt(0) + fraction + power(exponent);
  }

  /** {@code %g}, of a finite number without its sign and with all its zeros. */
  static String general(double value, int precision) {
    int digits = Math.max(1, precision);
    int exponent = value == 0 ? 0 : exponentOf(rounded(value, digits));
    return exponent < -4 || exponent >= digits
        ? exponent(value, digits - 1)
        : fixed(value, digits - 1 - exponent);
  }

  /** Without the zeros that {@link #general} leaves at the end of a fraction. */
  static String trimmed(String general) {
    int e = general.indexOf('e');
    String mantissa = e < 0 ? general : general.substring(0, e);
    String rest = e < 0 ? "" : general.substring(e);
    if (mantissa.contains(".")) {
      mantissa = mantissa.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
    return mantissa + rest;
  }

  private static int exponentOf(BigDecimal value) {
    return value.precision() - value.scale() - 1;
  }

  private static BigDecimal rounded(double value, int digits) {
    return new BigDecimal(Math.abs(value)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static String scientific(BigDecimal shortest, int exponent) {
    String digits = shortest.unscaledValue().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return digits.charAt(0) + fraction + power(exponent);
  }

  private static String power(int exponent) {
    return "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
