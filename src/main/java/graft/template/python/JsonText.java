package graft.template.python;

import graft.template.value.Bool;
import graft.template.value.Budget;
import graft.template.value.Dict;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Value;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code json.dumps}. */
public final class JsonText {
  /**
   * How it is written.
   *
   * @param indent of one level, with line ends; {@code null}: on one line
   */
  public record Style(
      @Nullable String indent,
      String itemSeparator,
      String keySeparator,
      boolean isAscii,
      boolean isSorted) {}

  private final StringBuilder text = new StringBuilder();
  private final Style style;
  private final Budget budget;
  private int level;

  private JsonText(Style style, Budget budget) {
    this.style = style;
    this.budget = budget;
  }

  public static String of(Value value, Style style, Budget budget) {
    JsonText json = new JsonText(style, budget);
    json.append(value);
    return json.text.toString();
  }

  private void append(Value value) {
    budget.enter();
    switch (value) {
      case None _ -> text.append("null");
      case Bool bool -> text.append(bool.isTrue());
      case Int number -> text.append(number.whole());
      case Real real -> text.append(number(real.value()));
      case Str str -> string(str.text());
      case Listing list -> list(list.items());
      case Tuple tuple -> list(tuple.items());
      case Dict dict -> object(dict);
      default ->
          throw PythonError.type(
              "Object of type %s is not JSON serializable".formatted(value.typeName()));
    }
    budget.fit(text.length());
    budget.leave();
  }

  private static String number(double value) {
    if (Double.isFinite(value)) {
      return FloatText.repr(value);
    }
    return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }

  private void list(List<Value> items) {
    if (items.isEmpty()) {
      text.append("[]");
      return;
    }
    open('[');
    Iterator<Value> each = items.iterator();
    while (each.hasNext()) {
      append(each.next());
      next(each.hasNext());
    }
    close(']');
  }

  private void object(Dict dict) {
    if (dict.entries().isEmpty()) {
      text.append("{}");
      return;
    }
    open('{');
    Iterator<Map.Entry<Value, Value>> each = entries(dict).iterator();
    while (each.hasNext()) {
      Map.Entry<Value, Value> entry = each.next();
      string(key(entry.getKey()));
      text.append(style.keySeparator());
      append(entry.getValue());
      next(each.hasNext());
    }
    close('}');
  }

  private List<Map.Entry<Value, Value>> entries(Dict dict) {
    List<Map.Entry<Value, Value>> entries = List.copyOf(dict.entries().entrySet());
    return style.isSorted()
        ? entries.stream().sorted(Map.Entry.comparingByKey(Comparison.order(budget))).toList()
        : entries;
  }

  private static String key(Value key) {
    return switch (key) {
      case Str str -> str.text();
      case None _ -> "null";
      case Bool bool -> String.valueOf(bool.isTrue());
      case Int number -> number.whole().toString();
      case Real real -> number(real.value());
      default ->
          throw PythonError.type(
              "keys must be str, int, float, bool or None, not " + key.typeName());
    };
  }

  private void open(char bracket) {
    text.append(bracket);
    level++;
    line();
  }

  private void next(boolean hasNext) {
    if (hasNext) {
      text.append(style.itemSeparator());
      line();
    }
  }

  private void close(char bracket) {
    level--;
    line();
    text.append(bracket);
  }

  private void line() {
    if (style.indent() != null) {
      budget.write((long) style.indent().length() * level);
      text.append('\n').append(style.indent().repeat(level));
    }
  }

  private void string(String value) {
    budget.fit(text.length() + (long) value.length());
    budget.read(2L * value.length());
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      character(value.charAt(i));
    }
    text.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '\f' -> text.append("\\f");
      case '\b' -> text.append("\\b");
      default -> {
        if (c < 0x20 || (style.isAscii() && c > 0x7e)) {
          text.append("\\u%04x".formatted((int) c));
        } else {
          text.append(c);
        }
      }
    }
  }
}
