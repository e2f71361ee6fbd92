package graft.table;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the values of a column are. */
public enum ColumnType {
  STRING,
  /** Whole numbers only. */
  INTEGER,
  /** Numbers, at least one of them not whole. */
  NUMBER,
  BOOLEAN,
  LIST,
  OBJECT,
  /** Values of more than one type. */
  MIXED;

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

  /** The type of a value as JSON has it; null has none. */
  static ColumnType of(Object value) {
    return switch (value) {
      case String _ -> STRING;
      case Boolean _ -> BOOLEAN;
      case Double _, Float _ -> NUMBER;
      case Number _ -> INTEGER;
      case List<?> _ -> LIST;
      case Map<?, ?> _ -> OBJECT;
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    };
  }

  /** The type that a text looks like, for files that have only texts. */
  static ColumnType ofText(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return BOOLEAN;
    }
    if (text.isEmpty() || text.length() > 40 || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
      return STRING;
    }
    if (WHOLE.matcher(text).matches()) {
      return INTEGER;
    }
    return DECIMAL.matcher(text).matches() ? NUMBER : STRING;
  }

  /**
   * The type of a column with values of both types; {@code known} is null before the first.
   *
   * @param isText whether the file has only texts, so that what is neither is a string
   */
  static ColumnType join(@Nullable ColumnType known, ColumnType next, boolean isText) {
    if (known == null || known == next) {
      return next;
    }
    boolean areNumbers =
        (known == INTEGER || known == NUMBER) && (next == INTEGER || next == NUMBER);
    if (areNumbers) {
      return NUMBER;
    }
    return isText ? STRING : MIXED;
  }
}
