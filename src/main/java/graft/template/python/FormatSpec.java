package graft.template.python;

import graft.template.value.Bool;
import graft.template.value.Int;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands after the colon in {@code {:>8.3f}}. */
record FormatSpec(
    String fill,
    String align,
    String sign,
    boolean hasPrefix,
    int width,
    String grouping,
    int precision,
    String type) {
  private static final int WIDEST = 1_000;
  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[+\\- ])?z?(?<alt>#)?(?<zero>0)?"
              + "(?<width>[0-9]{0,9})(?<group>[,_])?(?:\\.(?<precision>[0-9]{1,9}))?(?<type>.)?",
          Pattern.DOTALL);

  static FormatSpec of(String spec, Value value) {
    Matcher found = SPEC.matcher(spec);
    if (!found.matches()) {
      throw PythonError.value(
          "Invalid format specifier '%s' for object of type '%s'"
              .formatted(spec, value.typeName()));
    }
    boolean isZero = found.group("zero") != null;
    String align = text(found.group("align"), isZero && value instanceof Numeric ? "=" : "");
    return new FormatSpec(
        text(found.group("fill"), isZero ? "0" : " "),
        align,
        text(found.group("sign"), "-"),
        found.group("alt") != null,
        number(found.group("width"), 0),
        text(found.group("group"), ""),
        number(found.group("precision"), -1),
        text(found.group("type"), ""));
  }

  private static String text(@Nullable String found, String otherwise) {
    return found == null ? otherwise : found;
  }

  private static int number(@Nullable String found, int otherwise) {
    return found == null || found.isEmpty() ? otherwise : bounded(Integer.parseInt(found));
  }

  private static int bounded(int size) {
    if (size > WIDEST) {
      throw PythonError.limit("a format is wider than " + WIDEST);
    }
    return size;
  }

  /** A value, formatted; {@code shown} is how it prints without. */
  String apply(Value value, String shown) {
    return switch (value) {
      case Undefined undefined -> throw undefined.error();
      case Str str -> text(str);
      case Bool _ when type.isEmpty() -> aligned("", shown, "<");
      case Real real -> real(real, shown);
      case Int number when type.isEmpty() || "dxXobcn".contains(type) -> whole(number);
      case Bool bool when "dxXobcn".contains(type) -> whole(Int.of(bool.isTrue() ? 1 : 0));
      case Numeric number -> real(number, shown);
      default ->
          throw PythonError.type(
              "unsupported format string passed to %s.__format__".formatted(value.typeName()));
    };
  }

  private String text(Str str) {
    if (!type.isEmpty() && !type.equals("s")) {
      throw unknown(str);
    }
    if (align.equals("=")) {
      throw PythonError.value("'=' alignment not allowed in string format specifier");
    }
    String cut = precision >= 0 && precision < str.length() ? str.part(0, precision) : str.text();
    return aligned("", cut, "<");
  }

  private String whole(Int number) {
    if (precision >= 0) {
      throw PythonError.value("Precision not allowed in integer format specifier");
    }
    if (type.equals("c")) {
      return aligned("", Character.toString(number.whole().intValue()), "<");
    }
    char presentation = type.isEmpty() ? 'd' : type.charAt(0);
    NumberFormat format = NumberFormat.whole(number.whole(), presentation, hasPrefix);
    int every = "xXob".indexOf(presentation) >= 0 ? 4 : 3;
    return aligned(signed(format) + format.prefix(), grouped(format.digits(), every), ">");
  }

  private String real(Numeric number, String shown) {
    if (type.isEmpty() && precision < 0) {
      boolean isNegative = shown.startsWith("-");
      NumberFormat format =
          new NumberFormat(isNegative, "", isNegative ? shown.substring(1) : shown);
      return aligned(signed(format), grouped(format.digits(), 3), ">");
    }
    if (!type.isEmpty() && !"eEfFgGn%".contains(type)) {
      throw unknown(number);
    }
    char presentation = type.isEmpty() || type.equals("n") ? 'g' : type.charAt(0);
    int digits = precision < 0 ? 6 : precision;
    NumberFormat format = NumberFormat.real(number, presentation, digits, hasPrefix);
    String all = format.digits();
    if (type.isEmpty() && all.matches("[0-9]+")) {
      all = all + ".0";
    }
    return aligned(signed(format), grouped(all, 3), ">");
  }

  private PythonError unknown(Value value) {
    return PythonError.value(
        "Unknown format code '%s' for object of type '%s'".formatted(type, value.typeName()));
  }

  private String signed(NumberFormat format) {
    return format.sign(sign.equals("-") ? "" : sign);
  }

  private String grouped(String digits, int every) {
    int end = 0;
    while (end < digits.length()
        && Character.digit(digits.charAt(end), 16) >= 0
        && !(every == 3 && !Character.isDigit(digits.charAt(end)))) {
      end++;
    }
    if (grouping.isEmpty() || end == 0) {
      return digits;
    }
    StringBuilder grouped = new StringBuilder(digits.substring(end));
    for (int to = end; to > 0; to -= every) {
      grouped.insert(0, digits.substring(Math.max(0, to - every), to));
      if (to > every) {
        grouped.insert(0, grouping);
      }
    }
    return grouped.toString();
  }

  private String aligned(String sign, String digits, String usual) {
    int length = digits.codePointCount(0, digits.length()) + sign.length();
    int room = Math.max(0, width - length);
    return switch (align.isEmpty() ? usual : align) {
      case "<" -> sign + digits + fill.repeat(room);
      case "^" -> fill.repeat(room / 2) + sign + digits + fill.repeat(room - room / 2);
      case "=" -> sign + fill.repeat(room) + digits;
      default -> fill.repeat(room) + sign + digits;
    };
  }
}
