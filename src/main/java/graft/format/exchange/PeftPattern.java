package graft.format.exchange;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import graft.format.FormatRefusal;
import graft.format.Origin;

/**
 * A regular expression of a PEFT file. It is matched in time linear in the path, however it is
 * written; what only a backtracking matcher has (look-around, back references) is refused.
 */
record PeftPattern(Pattern pattern) {
  private static final int LONGEST = 1000;

  /** For whole paths, as Python's {@code re.fullmatch}. */
  static PeftPattern whole(String attribute, String expression) {
    return compiled(attribute, expression, "(?:" + expression + ")");
  }

  /** For paths or their ends from a dot on, as keys of {@code rank_pattern} are read. */
  static PeftPattern end(String attribute, String expression) {
    return compiled(attribute, expression, "(?:.*\\.)?(?:" + expression + ")");
  }

  private static PeftPattern compiled(String attribute, String expression, String whole) {
    try {
      if (expression.length() <= LONGEST) {
        return new PeftPattern(Pattern.compile(whole));
      }
    } catch (PatternSyntaxException e) {
      throw FormatRefusal.of(
          "%s has %s, which is no regular expression that is read here: %s"
              .formatted(attribute, Origin.printable(expression), e.getDescription()));
    }
    throw FormatRefusal.of(
        "%s has a regular expression of more than %d characters".formatted(attribute, LONGEST));
  }

  boolean matches(String path) {
    return pattern.matches(path);
  }
}
