package graft.format.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Expressions for a run of one character, or of blanks, with what ends it: {@code \\s+$}, {@code "
 * +▁"}. An engine that goes back on its steps begins anew at each character of a run that ends
 * otherwise. No match begins inside a run, since what ends a run ends it for its first character,
 * too; so one that must begin at a run's start is the same, in time linear in the text.
 */
final class RunPattern {
  private static final Pattern FORM =
      Pattern.compile("(\\\\s|[^\\\\.\\[\\](){}*+?|^$])\\+(\\$|[^\\\\.\\[\\](){}*+?|^$])");

  private static final String ANY_BLANK = "\\s";
  private static final String AT_START = "(?<!%s)%s";

  private RunPattern() {}

  /** The same expression in linear time; empty if it is none of this form. */
  static Optional<String> linear(String regex) {
    Matcher form = FORM.matcher(regex);
    if (!form.matches() || isOfRun(form.group(1), form.group(2))) {
      return Optional.empty();
    }
    return Optional.of(AT_START.formatted(form.group(1), regex));
  }

  private static boolean isOfRun(String run, String end) {
    boolean isBlank = Character.isWhitespace(end.charAt(0)) || Character.isSpaceChar(end.charAt(0));
    return run.equals(end) || (run.equals(ANY_BLANK) && isBlank);
  }

  /** A step of a tokenizer, with each expression of this form in linear time. */
  static @Nullable Object inLinearTime(@Nullable Object json) {
    return switch (json) {
      case Map<?, ?> object -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        object.forEach((key, value) ->
            copy.put(
                String.valueOf(key),
                "Regex".equals(key) && value instanceof String regex
                    ? linear(regex).orElse(regex)
                    : inLinearTime(value)));
        yield copy;
      }
      case List<?> list -> list.stream().map(RunPattern::inLinearTime).toList();
      case null, default -> json;
    };
  }
}
