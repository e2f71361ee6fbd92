package graft.spec.adapter.notation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the overrides behind a preset's name: {@code
 * [r=16,attn_matrices=['q','k'],scaling="learned"]}. Values are Python literals, as in the
 * reference library: numbers, quoted strings, True, False, None, lists and mappings. Nothing is
 * evaluated.
 */
final class OverrideReader {
  private static final int MAX_DEPTH = 8;

  private final String text;
  private int at;

  private OverrideReader(String text) {
    this.text = text;
  }

  /**
   * Reads {@code [name=literal,...]}.
   *
   * @throws IllegalArgumentException with what was expected and where
   */
  static Map<String, @Nullable Object> read(String text) {
    OverrideReader reader = new OverrideReader(text);
    reader.expect('[');
    Map<String, @Nullable Object> overrides = new LinkedHashMap<>();
    while (!reader.take(']')) {
      String name = reader.word();
      reader.expect('=');
      put(name, reader.literal(0), overrides);
      if (!reader.take(',') && !reader.peek(']')) {
        throw reader.expected("',' or ']'");
      }
    }
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.expected("the end");
    }
    return overrides;
  }

  private @Nullable Object literal(int depth) {
    if (depth > MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " levels of nesting");
    }
    skipSpace();
    char next = at < text.length() ? text.charAt(at) : '\0';
    return switch (next) {
      case '\'', '"' -> quoted();
      case '[' -> list(depth);
      case '{' -> mapping(depth);
      default -> scalar(word());
    };
  }

  private static void put(
      String name, @Nullable Object value, Map<String, @Nullable Object> items) {
    if (items.containsKey(name)) {
      throw new IllegalArgumentException(name + " is given twice");
    }
    items.put(name, value);
  }

  private static @Nullable Object scalar(String word) {
    return switch (word) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      case "None", "null" -> null;
      default -> number(word);
    };
  }

  private static Object number(String word) {
    try {
      return word.matches("[+-]?\\d{1,18}") ? (Object) Long.valueOf(word) : Double.valueOf(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          word + " is not a number, a quoted string, True, False or None", e);
    }
  }

  private List<@Nullable Object> list(int depth) {
    expect('[');
    List<@Nullable Object> items = new ArrayList<>();
    while (!take(']')) {
      items.add(literal(depth + 1));
      if (!take(',') && !peek(']')) {
        throw expected("',' or ']'");
      }
    }
    return items;
  }

  private Map<String, @Nullable Object> mapping(int depth) {
    expect('{');
    Map<String, @Nullable Object> items = new LinkedHashMap<>();
    while (!take('}')) {
      Object key = literal(depth + 1);
      expect(':');
      put(String.valueOf(key), literal(depth + 1), items);
      if (!take(',') && !peek('}')) {
        throw expected("',' or '}'");
      }
    }
    return items;
  }

  private String quoted() {
    char quote = text.charAt(at++);
    int end = text.indexOf(quote, at);
    if (end < 0) {
      throw expected("a closing " + quote);
    }
    String value = text.substring(at, end);
    at = end + 1;
    return value;
  }

  private String word() {
    skipSpace();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_.+-".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (start == at) {
      throw expected("a name or a value");
    }
    return text.substring(start, at);
  }

  private void expect(char c) {
    if (!take(c)) {
      throw expected("'" + c + "'");
    }
  }

  private boolean take(char c) {
    boolean found = peek(c);
    if (found) {
      at++;
    }
    return found;
  }

  private boolean peek(char c) {
    skipSpace();
    return at < text.length() && text.charAt(at) == c;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException expected(String what) {
    return new IllegalArgumentException("expected " + what + " at character " + (at + 1));
  }
}
