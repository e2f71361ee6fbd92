package graft.format.convert.peft.target;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a regular expression in Python's dialect. Changed only while it is read. */
final class PatternText {
  /** Most steps of a matcher, repeats written out. */
  private static final int MOST_STEPS = 5_000;

  private static final String REPEATS = "*+?{";

  private static final Pattern REPEAT = Pattern.compile("\\{(\\d*)(,?)(\\d*)\\}");

  private String rest;

  PatternText(String expression) {
    this.rest = expression;
  }

  /** What has not been taken. */
  String rest() {
    return rest;
  }

  /**
   * Whether a group that opens so comes first, perhaps behind the mark of the beginning, and all
   * that follows depends on it.
   */
  boolean hasGroup(String opening) {
    String text = unmarked();
    int end = text.startsWith(opening) ? end(text) : -1;
    if (end < 0) {
      return false;
    }
    String behind = text.substring(end + 1);
    return !hasAlternatives(behind) && (behind.isEmpty() || REPEATS.indexOf(behind.charAt(0)) < 0);
  }

  private static boolean hasAlternatives(String text) {
    int depth = 0;
    for (int at = 0; at < text.length(); at = next(text, at)) {
      char c = text.charAt(at);
      if (c == '|' && depth == 0) {
        return true;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return false;
  }

  /** Takes the first group; what is inside of it. */
  String takeGroup() {
    String text = unmarked();
    int end = end(text);
    rest = text.substring(end + 1);
    return "(?:" + text.substring(3, end) + ")";
  }

  private String unmarked() {
    return rest.startsWith("^") ? rest.substring(1) : rest;
  }

  /** Where the first group closes; -1 if it does not. */
  private static int end(String text) {
    int depth = 0;
    for (int at = 0; at < text.length(); at = next(text, at)) {
      depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    return -1;
  }

  /** Where the character, the escape or the class at {@code at} ends. */
  private static int next(String text, int at) {
    if (text.charAt(at) == '\\') {
      return Math.min(at + 2, text.length());
    }
    if (text.charAt(at) != '[') {
      return at + 1;
    }
    int first = at + (text.startsWith("[^", at) ? 2 : 1);
    // A bracket that comes first stands for itself.
    for (int i = first + 1; i < text.length(); i += text.charAt(i) == '\\' ? 2 : 1) {
      if (text.charAt(i) == ']') {
        return i + 1;
      }
    }
    return text.length();
  }

  /**
   * An expression in RE2's dialect.
   *
   * @param steps of a matcher, about
   */
  record Dialect(String text, long steps) {}

  /**
   * The same expression in RE2's dialect.
   *
   * @throws IllegalArgumentException if its repeats are written out to too many steps
   */
  static Dialect inOurDialect(String expression) {
    StringBuilder ours = new StringBuilder();
    Deque<Long> outer = new ArrayDeque<>();
    long group = 0;
    long item = 0;
    int end;
    for (int at = 0; at < expression.length(); at = end) {
      end = next(expression, at);
      char c = expression.charAt(at);
      Matcher repeat = REPEAT.matcher(expression).region(at, expression.length());
      if (c == '{' && repeat.lookingAt() && !repeat.group().equals("{}")) {
        end = repeat.end();
        group += item * (most(repeat) - 1);
        item *= most(repeat);
        ours.append(
            repeat.group(1).isEmpty() ? "{0" + repeat.group().substring(1) : repeat.group());
      } else if (c == '(') {
        outer.push(group);
        group = 0;
        ours.append(c);
      } else if (c == ')' && !outer.isEmpty()) {
        item = group + 1;
        group = outer.pop() + item;
        ours.append(c);
      } else {
        item = 1;
        group++;
        String taken = expression.substring(at, end);
        ours.append(taken.equals("\\Z") ? "\\z" : taken);
      }
      if (group > MOST_STEPS) {
        throw new IllegalArgumentException(
            "its repeats come to more than %d steps".formatted(MOST_STEPS));
      }
    }
    return new Dialect(ours.toString(), group);
  }

  /** How often at most, or at least if there is no most. */
  private static long most(Matcher repeat) {
    String digits = repeat.group(3).isEmpty() ? repeat.group(1) : repeat.group(3);
    return digits.isEmpty() ? 1 : digits.length() > 4 ? MOST_STEPS + 1L : Long.parseLong(digits);
  }
}
