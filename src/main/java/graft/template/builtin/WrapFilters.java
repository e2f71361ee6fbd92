package graft.template.builtin;

import graft.template.python.Truth;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Int;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filters {@code striptags} and {@code wordwrap}. */
final class WrapFilters {
  static final Map<String, Filter> ALL =
      Map.of("striptags", WrapFilters::stripTags, "wordwrap", WrapFilters::wordWrap);

  private static final Pattern ENTITY =
      Pattern.compile("&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]*+);");
  private static final Map<String, String> ENTITIES =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");

  private WrapFilters() {}

  private static Value stripTags(Value value, Arguments arguments, Environment environment) {
    arguments.bind("striptags");
    String text = environment.text(value);
    environment.budget().spend(text.length() / 4);
    String bare = without(without(text, "<!--", "-->"), "<", ">");
    Str words = Str.of(bare);
    Value parts =
        Objects.requireNonNull(StringSplits.ALL.get("split"))
            .call(words, Arguments.NONE, environment);
    Value joined =
        Objects.requireNonNull(StringMethods.ALL.get("join"))
            .call(Str.of(" "), Arguments.of(parts), environment);
    return Str.of(ENTITY.matcher(environment.text(joined)).replaceAll(WrapFilters::unescaped));
  }

  private static String without(String text, String begin, String end) {
    StringBuilder rest = new StringBuilder();
    int at = 0;
    for (int from = text.indexOf(begin); from >= 0; from = text.indexOf(begin, at)) {
      int to = text.indexOf(end, from);
      if (to < 0) {
        break;
      }
      rest.append(text, at, from);
      at = to + end.length();
    }
    return rest.append(text.substring(at)).toString();
  }

  private static String unescaped(MatchResult entity) {
    String name = entity.group(1);
    if (name.startsWith("#")) {
      boolean isHex = name.charAt(1) == 'x' || name.charAt(1) == 'X';
      int c = Integer.parseInt(name.substring(isHex ? 2 : 1), isHex ? 16 : 10);
      return Matcher.quoteReplacement(
          Character.toString(c <= Character.MAX_CODE_POINT ? c : 0xfffd));
    }
    String character = ENTITIES.get(name);
    if (character == null) {
      throw PythonError.unsupported("the entity &" + name + "; is not known to striptags");
    }
    return Matcher.quoteReplacement(character);
  }

  private static Value wordWrap(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound =
        arguments.bind("wordwrap", "width", "break_long_words", "wrapstring", "break_on_hyphens");
    int width = Operands.whole(bound.get("width", Int.of(79)));
    if (width <= 0) {
      throw PythonError.value("invalid width %d (must be > 0)".formatted(width));
    }
    String between =
        bound.some("wrapstring").map(given -> Operands.text(given, "wordwrap")).orElse("\n");
    Wrap wrap =
        new Wrap(
            width,
            Truth.of(bound.get("break_long_words", Bool.TRUE)),
            Truth.of(bound.get("break_on_hyphens", Bool.TRUE)),
            environment);
    List<String> paragraphs = new ArrayList<>();
    String text = Operands.text(value, "wordwrap");
    environment.budget().spend(text.length());
    for (String line : StringSplits.lines(text, StringSplits.Ends.CUT)) {
      paragraphs.add(String.join(between, wrap.lines(line)));
    }
    return environment.made(String.join(between, paragraphs));
  }

  /** Python's {@code textwrap}, for one paragraph. */
  private record Wrap(
      int width, boolean breaksWords, boolean breaksHyphens, Environment environment) {
    private static final String SPACE = "[\\t\\n\\x0b\\x0c\\r ]";
    private static final String NO_SPACE = "[^\\t\\n\\x0b\\x0c\\r ]";
    private static final String LETTER = "[^\\d\\W]";
    private static final Pattern CHUNKS =
        Pattern.compile(
            "%1$s+|(?<=[\\w!\"'&.,?])-{2,}(?=\\w)|%2$s+?(?:-(?:(?<=%3$s{2}-)|(?<=%3$s-%3$s-))(?=%3$s-?%3$s)|(?=%1$s|\\z)|(?<=[\\w!\"'&.,?])(?=-{2,}\\w))"
                .formatted(SPACE, NO_SPACE, LETTER),
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORDS = Pattern.compile(SPACE + "+|" + NO_SPACE + "+");

    List<String> lines(String text) {
      Matcher found = (breaksHyphens ? CHUNKS : WORDS).matcher(text);
      List<String> chunks = new ArrayList<>();
      while (found.find()) {
        chunks.add(found.group());
      }
      List<String> lines = new ArrayList<>();
      List<String> rest = new ArrayList<>(chunks.reversed());
      while (!rest.isEmpty()) {
        if (rest.getLast().isBlank() && !lines.isEmpty()) {
          rest.removeLast();
        }
        String line = line(rest);
        if (!line.isEmpty()) {
          lines.add(line);
        }
      }
      return lines;
    }

    private String line(List<String> rest) {
      StringBuilder line = new StringBuilder();
      int length = 0;
      String last = "";
      while (!rest.isEmpty() && length + length(rest.getLast()) <= width) {
        last = rest.removeLast();
        line.append(last);
        length += length(last);
      }
      if (!rest.isEmpty() && length(rest.getLast()) > width && (breaksWords || line.isEmpty())) {
        last = breaksWords ? broken(rest, width - length) : rest.removeLast();
        line.append(last);
      }
      return last.isBlank() ? line.substring(0, line.length() - last.length()) : line.toString();
    }

    private String broken(List<String> rest, int room) {
      String chunk = rest.removeLast();
      environment.budget().read(chunk.length());
      int end = chunk.offsetByCodePoints(0, room);
      int hyphen = chunk.lastIndexOf('-', end - 1);
      if (breaksHyphens && hyphen > 0 && !chunk.substring(0, hyphen).replace("-", "").isEmpty()) {
        end = hyphen + 1;
      }
      rest.add(chunk.substring(end));
      return chunk.substring(0, end);
    }

    private static int length(String chunk) {
      return chunk.codePointCount(0, chunk.length());
    }
  }
}
