package graft.format.convert.peft.target;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import graft.format.FileContext;
import graft.format.FormatRefusal;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A regular expression of a PEFT file, with the meaning that Python gives it. It is matched in time
 * linear in the path, however it is written, and takes memory in proportion to what its repeats
 * write out. What only a backtracking matcher has is refused (look-behind, back references), but
 * for look-ahead at the beginning, by which people leave modules out.
 *
 * @param pattern for the whole path
 * @param ahead what the path must begin with
 * @param not what the path must not begin with
 * @param steps that a matcher has for it, about
 */
record PeftPattern(Pattern pattern, List<Pattern> ahead, List<Pattern> not, long steps) {
  private static final int LONGEST = 1000;

  private static final Pattern PLAIN = Pattern.compile("[\\w.-]*");
  private static final String AHEAD = "(?=";
  private static final String NOT = "(?!";

  PeftPattern {
    ahead = List.copyOf(ahead);
    not = List.copyOf(not);
  }

  /** For whole paths, as Python's {@code re.fullmatch}. */
  static PeftPattern whole(String attribute, String expression) {
    return read(attribute, expression, "");
  }

  /** For paths or their ends from a dot on, as keys of {@code rank_pattern} are read. */
  static PeftPattern end(String attribute, String expression) {
    return read(attribute, expression, "(?:.*\\.)?");
  }

  private static PeftPattern read(String attribute, String expression, String before) {
    if (expression.length() > LONGEST) {
      throw FormatRefusal.of(
          "%s has a regular expression of more than %d characters".formatted(attribute, LONGEST));
    }
    long steps = dialect(attribute, expression, expression).steps();
    PatternText text = new PatternText(expression);
    List<Pattern> ahead = new ArrayList<>();
    List<Pattern> not = new ArrayList<>();
    while (before.isEmpty() && (text.hasGroup(AHEAD) || text.hasGroup(NOT))) {
      List<Pattern> into = text.hasGroup(AHEAD) ? ahead : not;
      into.add(compiled(attribute, expression, text.takeGroup()));
    }
    return new PeftPattern(
        compiled(attribute, expression, before + "(?:" + text.rest() + ")"), ahead, not, steps);
  }

  private static Pattern compiled(String attribute, String expression, String part) {
    try {
      return Pattern.compile(dialect(attribute, expression, part).text());
    } catch (PatternSyntaxException e) {
      throw refused(attribute, expression, reason(expression, e.getDescription()));
    }
  }

  private static PatternText.Dialect dialect(String attribute, String expression, String part) {
    try {
      return PatternText.inOurDialect(part);
    } catch (IllegalArgumentException e) {
      throw refused(attribute, expression, String.valueOf(e.getMessage()));
    }
  }

  /** What only other matchers have, by what shows it. */
  private enum Elsewhere {
    BEHIND("it looks behind", "\\(\\?<[=!]"),
    AHEAD_LATER("it looks ahead elsewhere than at its beginning", "\\(\\?[=!]"),
    BACK("it refers back to a group", "\\(\\?P=|(^|[^\\\\])(\\\\\\\\)*\\\\[1-9]"),
    ATOMIC("it has an atomic group or a possessive repeat", "\\(\\?>|[*+?}]\\+"),
    CONDITION("it has a condition", "\\(\\?\\("),
    COMMENT("it has comments", "\\(\\?#|\\(\\?[a-z]*x");

    private final String fact;
    private final Pattern mark;

    Elsewhere(String fact, String mark) {
      this.fact = fact;
      this.mark = Pattern.compile(mark);
    }
  }

  private static String reason(String expression, String otherwise) {
    return Arrays.stream(Elsewhere.values())
        .filter(one -> one.mark.matcher(expression).find())
        .findFirst()
        .map(one -> one.fact)
        .orElse(otherwise);
  }

  private static GraftException refused(String attribute, String expression, String reason) {
    return FormatRefusal.of(
        "%s has %s, which is no regular expression that is read here: %s"
            .formatted(attribute, FileContext.printable(expression), reason));
  }

  /** Whether it stands for itself, but for dots, which any character fits. */
  static boolean isPlain(String expression) {
    return PLAIN.matcher(expression).matches();
  }

  /** Whether a plain expression fits a path or its end from a dot on. */
  static boolean isEnd(String plain, String path) {
    int begin = path.length() - plain.length();
    boolean fits = begin == 0 || (begin > 0 && path.charAt(begin - 1) == '.');
    for (int i = 0; fits && i < plain.length(); i++) {
      fits = plain.charAt(i) == '.' || plain.charAt(i) == path.charAt(begin + i);
    }
    return fits;
  }

  boolean matches(String path) {
    return pattern.matches(path)
        && ahead.stream().allMatch(part -> part.matcher(path).lookingAt())
        && not.stream().noneMatch(part -> part.matcher(path).lookingAt());
  }
}
