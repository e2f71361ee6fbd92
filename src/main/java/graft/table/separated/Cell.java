package graft.table.separated;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How the cells of a column are read. */
public enum Cell {
  TEXT,
  LIST,
  OBJECT,
  BOOLEAN,
  /** Numbers with a decimal comma. */
  COMMA;

  private static final Pattern WITH_COMMA = Pattern.compile("[+-]?\\d{1,18},\\d{1,18}");
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");

  /** What a cell holds, beyond its text. */
  public static Cell of(String cell) {
    if (cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false")) {
      return BOOLEAN;
    }
    Optional<Object> literal = Literal.read(cell);
    if (literal.isPresent()) {
      return literal.get() instanceof List ? LIST : OBJECT;
    }
    return WITH_COMMA.matcher(cell).matches() ? COMMA : TEXT;
  }

  /** Whether a cell can stand in a column of this kind. */
  boolean takes(String cell) {
    return switch (this) {
      case TEXT -> true;
      case COMMA -> WITH_COMMA.matcher(cell).matches() || WHOLE.matcher(cell).matches();
      case LIST, OBJECT, BOOLEAN -> of(cell) == this;
    };
  }

  /** A cell's value in a column of this kind: a text, a list or an object. */
  public Object read(String cell) {
    return switch (this) {
      case TEXT -> cell;
      case BOOLEAN -> cell.equalsIgnoreCase("true") ? "true" : "false";
      case COMMA -> cell.replace(',', '.');
      case LIST, OBJECT -> literal(cell);
    };
  }

  private static Object literal(String cell) {
    Object value = Literal.read(cell).orElse(cell);
    return value instanceof Map || value instanceof List ? value : cell;
  }
}
