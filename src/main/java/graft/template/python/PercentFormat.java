package graft.template.python;

import graft.template.value.Bool;
import graft.template.value.Budget;
import graft.template.value.Dict;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Range;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code format % values}. */
public final class PercentFormat {
  private static final int WIDEST = 1_000;

  private final String format;
  private final Value values;
  private final Budget budget;
  private final StringBuilder text = new StringBuilder();
  private int at;
  private int used;

  private PercentFormat(String format, Value values, Budget budget) {
    this.format = format;
    this.values = values;
    this.budget = budget;
  }

  public static Value format(Str format, Value values, Budget budget) {
    budget.read(format.text().length());
    return format.like(new PercentFormat(format.text(), values, budget).run());
  }

  private String run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        text.append(c);
      } else if (peek() == '%') {
        at++;
        text.append('%');
      } else {
        convert();
        budget.fit(text.length());
      }
    }
    boolean areAllUsed =
        values instanceof Tuple tuple
            ? used == tuple.items().size()
            : used > 0 || values instanceof Dict || isEmptyOther();
    if (!areAllUsed) {
      throw PythonError.type("not all arguments converted during string formatting");
    }
    return text.toString();
  }

  /** Whatever has subscripts and is no text counts as a mapping for Python. */
  private boolean isEmptyOther() {
    return values instanceof Listing || values instanceof Range || values instanceof Undefined;
  }

  private char peek() {
    if (at >= format.length()) {
      throw PythonError.value("incomplete format");
    }
    return format.charAt(at);
  }

  private void convert() {
    @Nullable Value keyed = peek() == '(' ? keyed() : null;
    String flags = flags();
    int width = size();
    boolean isLeft = flags.contains("-") || width < 0;
    int precision = -1;
    if (peek() == '.') {
      at++;
      precision = Math.max(0, size());
    }
    while ("hlL".indexOf(peek()) >= 0) {
      at++;
    }
    char conversion = peek();
    at++;
    if (conversion == '%') {
      text.append('%');
      return;
    }
    Value value = keyed == null ? next() : keyed;
    budget.read(Math.abs(width) + 64L * Math.max(0, precision));
    append(value, conversion, flags, Math.abs(width), precision, isLeft);
  }

  private Value keyed() {
    int end = at;
    int depth = 0;
    do {
      if (end >= format.length()) {
        throw PythonError.value("incomplete format key");
      }
      char c = format.charAt(end++);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    } while (depth > 0);
    String key = format.substring(at + 1, end - 1);
    at = end;
    if (!(values instanceof Dict dict)) {
      throw PythonError.type("format requires a mapping");
    }
    Value value = dict.get(key);
    if (value == null) {
      throw PythonError.lookup(Repr.quoted(key));
    }
    used++;
    return value;
  }

  private String flags() {
    int from = at;
    while ("-+ #0".indexOf(peek()) >= 0) {
      at++;
    }
    return format.substring(from, at);
  }

  private int size() {
    if (peek() == '*') {
      at++;
      if (next() instanceof Int given) {
        return given.whole().min(Int.of(WIDEST).whole()).max(Int.of(-WIDEST).whole()).intValue();
      }
      throw PythonError.type("* wants int");
    }
    int size = 0;
    while (peek() >= '0' && peek() <= '9') {
      size = size * 10 + peek() - '0';
      at++;
      if (size > WIDEST) {
        throw PythonError.limit("a format is wider than " + WIDEST);
      }
    }
    return size;
  }

  private Value next() {
    List<Value> items = values instanceof Tuple tuple ? tuple.items() : List.of(values);
    if (used >= items.size()) {
      throw PythonError.type("not enough arguments for format string");
    }
    return items.get(used++);
  }

  private void append(
      Value value, char conversion, String flags, int width, int precision, boolean isLeft) {
    switch (conversion) {
      case 's', 'r', 'a' -> {
        String all = conversion == 's' ? Repr.str(value, budget) : Repr.of(value, budget);
        Str shown = Str.of(conversion == 'a' ? FormatString.ascii(all) : all);
        pad(
            precision >= 0 && precision < shown.length() ? shown.part(0, precision) : shown.text(),
            width,
            isLeft);
      }
      case 'c' -> pad(character(value), width, isLeft);
      case 'd', 'i', 'u', 'x', 'X', 'o' ->
          number(
              NumberFormat.whole(whole(value, conversion), conversion, flags.contains("#")),
              flags,
              width,
              precision,
              isLeft);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> {
        if (!(value instanceof Numeric number)) {
          throw refused(value, "must be real number, not " + value.typeName());
        }
        number(
            NumberFormat.real(
                number, conversion, precision < 0 ? 6 : precision, flags.contains("#")),
            flags,
            width,
            -1,
            isLeft);
      }
      default ->
          throw PythonError.value(
              "unsupported format character '%s' (0x%x) at index %d"
                  .formatted(conversion, (int) conversion, at - 1));
    }
  }

  private static BigInteger whole(Value value, char conversion) {
    boolean isWhole = value instanceof Int || value instanceof Bool;
    if (value instanceof Numeric number && (isWhole || "diu".indexOf(conversion) >= 0)) {
      return number.whole();
    }
    throw refused(
        value,
        value instanceof Real || "xXo".indexOf(conversion) >= 0
            ? "%%%s format: an integer is required, not %s".formatted(conversion, value.typeName())
            : "%%%s format: a real number is required, not %s"
                .formatted(conversion, value.typeName()));
  }

  private static String character(Value value) {
    return switch (value) {
      case Str str when str.length() == 1 -> str.text();
      case Int number when number.whole().signum() >= 0 && number.whole().bitLength() <= 20 ->
          Character.toString(number.whole().intValue());
      case Int _ -> throw PythonError.overflow("%c arg not in range(0x110000)");
      default -> throw refused(value, "%c requires int or char");
    };
  }

  private static PythonError refused(Value value, String message) {
    return value instanceof Undefined undefined && !message.startsWith("%c")
        ? undefined.error()
        : PythonError.type(message);
  }

  private void number(NumberFormat number, String flags, int width, int precision, boolean isLeft) {
    String sign = number.sign(flags.contains("+") ? "+" : flags.contains(" ") ? " " : "");
    int zeros = precision - number.digits().length();
    String digits = "0".repeat(Math.max(0, zeros)) + number.digits();
    String before = sign + number.prefix();
    if (flags.contains("0") && !isLeft) {
      digits = "0".repeat(Math.max(0, width - before.length() - digits.length())) + digits;
    }
    pad(before + digits, width, isLeft);
  }

  private void pad(String shown, int width, boolean isLeft) {
    String room = " ".repeat(Math.max(0, width - shown.codePointCount(0, shown.length())));
    text.append(isLeft ? shown + room : room + shown);
  }
}
