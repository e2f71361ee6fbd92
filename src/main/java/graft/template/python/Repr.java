package graft.template.python;

import graft.template.value.Bool;
import graft.template.value.Budget;
import graft.template.value.Dict;
import graft.template.value.Generator;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.Namespace;
import graft.template.value.None;
import graft.template.value.Range;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Thing;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import graft.template.value.View;
import java.util.Iterator;

/** How values print: {@code str} and {@code repr}. */
public final class Repr {
  private final StringBuilder text = new StringBuilder();
  private final Budget budget;

  private Repr(Budget budget) {
    this.budget = budget;
  }

  /** {@code str(value)}. */
  public static String str(Value value, Budget budget) {
    return switch (value) {
      case Str str -> str.text();
      case Undefined _ -> "";
      default -> of(value, budget);
    };
  }

  /** {@code repr(value)}. */
  public static String of(Value value, Budget budget) {
    Repr repr = new Repr(budget);
    repr.append(value);
    return repr.text.toString();
  }

  private void append(Value value) {
    budget.enter();
    switch (value) {
      case None _ -> text.append("None");
      case Bool bool -> text.append(bool.isTrue() ? "True" : "False");
      case Int number -> text.append(number.whole());
      case Real real -> text.append(FloatText.repr(real.value()));
      case Str str -> {
        budget.fit(text.length() + (long) str.text().length());
        budget.read(2L * str.text().length());
        text.append(str.isSafe() ? "Markup(" + quoted(str.text()) + ")" : quoted(str.text()));
      }
      case Listing list -> series("[", list.items(), "]");
      case Tuple tuple -> series("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
      case Dict dict -> dict(dict);
      case View view -> series(view.typeName() + "([", view.items(), "])");
      case Range range -> range(range);
      case Generator generator -> text.append("<" + generator.typeName() + " object>");
      case Undefined _ -> text.append("Undefined");
      case Namespace namespace -> {
        text.append("<Namespace ");
        append(namespace.toDict());
        text.append('>');
      }
      case Thing thing -> text.append(thing.shown());
    }
    budget.fit(text.length());
    budget.leave();
  }

  private void series(String before, Iterable<Value> items, String after) {
    text.append(before);
    Iterator<Value> each = items.iterator();
    while (each.hasNext()) {
      append(each.next());
      text.append(each.hasNext() ? ", " : "");
    }
    text.append(after);
  }

  private void dict(Dict dict) {
    text.append('{');
    String separator = "";
    for (var entry : dict.entries().entrySet()) {
      text.append(separator);
      append(entry.getKey());
      text.append(": ");
      append(entry.getValue());
      separator = ", ";
    }
    text.append('}');
  }

  private void range(Range range) {
    text.append("range(").append(range.start()).append(", ").append(range.stop());
    text.append(range.step() == 1 ? "" : ", " + range.step()).append(')');
  }

  /** A text in the quotes that Python would choose. */
  public static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints().forEach(c -> escape(c, quote, quoted));
    return quoted.append(quote).toString();
  }

  private static void escape(int c, char quote, StringBuilder quoted) {
    switch (c) {
      case '\\' -> quoted.append("\\\\");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      default -> {
        if (c == quote) {
          quoted.append('\\').append(quote);
        } else if (Unicode.isPrintable(c)) {
          quoted.appendCodePoint(c);
        } else {
          quoted.append(escaped(c));
        }
      }
    }
  }

  /** A character by its number. */
  static String escaped(int c) {
    return (c <= 0xff ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x").formatted(c);
  }
}
