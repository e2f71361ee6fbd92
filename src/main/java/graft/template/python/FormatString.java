package graft.template.python;

import graft.template.value.Arguments;
import graft.template.value.Budget;
import graft.template.value.Int;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Value;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code format.format(…)}, with fields that reach only what a template reaches. */
public final class FormatString {
  private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[([^\\]]+)\\]");

  /** How a field goes on from a value. */
  public interface Access {
    Value attribute(Value value, String name);

    Value item(Value value, Value index);
  }

  private final Arguments arguments;
  private final Access access;
  private final Budget budget;
  private int automatic;

  private FormatString(Arguments arguments, Access access, Budget budget) {
    this.arguments = arguments;
    this.access = access;
    this.budget = budget;
  }

  public static String format(String format, Arguments arguments, Access access, Budget budget) {
    budget.read(format.length());
    return new FormatString(arguments, access, budget).run(format, 2);
  }

  private String run(String format, int depth) {
    if (depth == 0) {
      throw PythonError.value("Max string recursion exceeded");
    }
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      boolean isDouble = at + 1 < format.length() && format.charAt(at + 1) == c;
      if ((c == '{' || c == '}') && isDouble) {
        text.append(c);
        at += 2;
      } else if (c == '{') {
        int end = end(format, at);
        text.append(field(format.substring(at + 1, end), depth));
        budget.fit(text.length());
        at = end + 1;
      } else if (c == '}') {
        throw PythonError.value("Single '}' encountered in format string");
      } else {
        text.append(c);
        at++;
      }
    }
    return text.toString();
  }

  private static int end(String format, int from) {
    int depth = 0;
    for (int i = from; i < format.length(); i++) {
      depth += format.charAt(i) == '{' ? 1 : format.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw PythonError.value("expected '}' before end of string");
  }

  private String field(String field, int depth) {
    int colon = colon(field);
    String named = colon < 0 ? field : field.substring(0, colon);
    int mark = named.indexOf('!');
    Value value = value(mark < 0 ? named : named.substring(0, mark));
    if (mark >= 0) {
      value = converted(value, named.substring(mark + 1));
    }
    String spec = colon < 0 ? "" : run(field.substring(colon + 1), depth - 1);
    String shown = Repr.str(value, budget);
    if (spec.isEmpty()) {
      return shown;
    }
    FormatSpec format = FormatSpec.of(spec, value);
    budget.read((long) format.width() + 64L * Math.max(0, format.precision()));
    return format.apply(value, shown);
  }

  /** The colon that is in no brackets. */
  private static int colon(String field) {
    int depth = 0;
    for (int i = 0; i < field.length(); i++) {
      depth += field.charAt(i) == '[' ? 1 : field.charAt(i) == ']' ? -1 : 0;
      if (field.charAt(i) == ':' && depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private Value value(String name) {
    int end = 0;
    while (end < name.length() && ".[".indexOf(name.charAt(end)) < 0) {
      end++;
    }
    Value value = argument(name.substring(0, end));
    Matcher step = STEP.matcher(name).region(end, name.length());
    while (step.lookingAt()) {
      value =
          step.group(1) != null
              ? access.attribute(value, step.group(1))
              : access.item(value, index(step.group(2)));
      step.region(step.end(), name.length());
    }
    return value;
  }

  private static Value index(String text) {
    return text.matches("[0-9]{1,9}") ? Int.of(Long.parseLong(text)) : Str.of(text);
  }

  private Value argument(String name) {
    if (!name.isEmpty() && !name.matches("[0-9]{1,9}")) {
      Value value = arguments.named().get(name);
      if (value == null) {
        throw PythonError.lookup(Repr.quoted(name));
      }
      return value;
    }
    int index = name.isEmpty() ? automatic++ : Integer.parseInt(name);
    if (index >= arguments.positional().size()) {
      throw PythonError.lookup(
          "Replacement index %d out of range for positional args tuple".formatted(index));
    }
    return arguments.positional().get(index);
  }

  private Value converted(Value value, String conversion) {
    return switch (conversion) {
      case "s" -> Str.of(Repr.str(value, budget));
      case "r" -> Str.of(Repr.of(value, budget));
      case "a" -> Str.of(ascii(Repr.of(value, budget)));
      default -> throw PythonError.value("Unknown conversion specifier '" + conversion + "'");
    };
  }

  /** With every character beyond ASCII by its number. */
  static String ascii(String text) {
    StringBuilder ascii = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c < 0x80) {
            ascii.append((char) c);
          } else {
            ascii.append(Repr.escaped(c));
          }
        });
    return ascii.toString();
  }
}
