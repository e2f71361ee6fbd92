package graft.template.python;

import graft.template.value.Int;
import graft.template.value.Real;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers as {@code int(text)} and {@code float(text)} do. */
public final class NumberText {
  private static final int MOST_DIGITS = 2_000;
  private static final Pattern WHOLE =
      Pattern.compile("([+-]?)(0[xXoObB]_?)?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*+)");
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?(?:(?:[0-9]+(?:_[0-9]+)*+\\.?(?:[0-9]+(?:_[0-9]+)*+)?|\\.[0-9]+(?:_[0-9]+)*+)"
              + "(?:[eE][+-]?[0-9]+(?:_[0-9]+)*+)?)");
  private static final Pattern SPECIAL =
      Pattern.compile("([+-]?)(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);

  private NumberText() {}

  /**
   * A whole number.
   *
   * @param base 2 to 36; 0: by its prefix
   */
  public static Optional<Int> whole(String text, int base) {
    Matcher found = WHOLE.matcher(stripped(text));
    if (text.length() > MOST_DIGITS || !found.matches()) {
      return Optional.empty();
    }
    String prefix = found.group(2) == null ? "" : found.group(2).toLowerCase(Locale.ROOT);
    int meant =
        switch (prefix.replace("_", "")) {
          case "0x" -> 16;
          case "0o" -> 8;
          case "0b" -> 2;
          default -> base == 0 ? 10 : base;
        };
    boolean isPrefix = !prefix.isEmpty() && (base == 0 || base == meant);
    String digits = (isPrefix ? "" : prefix) + found.group(3);
    String bare = digits.replace("_", "");
    boolean isDecimalWithZero =
        base == 0 && !isPrefix && bare.startsWith("0") && !bare.replace("0", "").isEmpty();
    if (isDecimalWithZero) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Int(new BigInteger(found.group(1) + bare, isPrefix || base == 0 ? meant : base)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A float. */
  public static Optional<Real> real(String text) {
    String bare = stripped(text);
    Matcher special = SPECIAL.matcher(bare);
    if (special.matches()) {
      double size =
          special.group(2).equalsIgnoreCase("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
      return Optional.of(new Real(special.group(1).equals("-") ? -size : size));
    }
    return text.length() <= MOST_DIGITS && REAL.matcher(bare).matches()
        ? Optional.of(new Real(Double.parseDouble(bare.replace("_", ""))))
        : Optional.empty();
  }

  private static String stripped(String text) {
    int start = 0;
    while (start < text.length() && Unicode.isSpace(text.charAt(start))) {
      start++;
    }
    String bare = Unicode.stripEnd(text.substring(start));
    return bare.chars().allMatch(c -> c < 0x80) ? bare : withDigits(bare);
  }

  /** With the digits of every script as those of ASCII. */
  private static String withDigits(String text) {
    StringBuilder ascii = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (Character.isDigit(c)) {
            ascii.append(Character.digit(c, 10));
          } else {
            ascii.appendCodePoint(c);
          }
        });
    return ascii.toString();
  }
}
