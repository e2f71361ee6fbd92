package graft.table.separated;

import graft.table.source.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A list or an object that stands in a cell, as JSON or as Python writes it: {@code ["a", 1]},
 * {@code ['a', None]}, {@code {'text': ['a']}}. Nothing is evaluated.
 */
final class Literal {
  private static final int MOST_DEPTH = 16;

  private final String text;
  private int at;

  private Literal(String text) {
    this.text = text;
  }

  /** A cell's list or object; empty where it is none. */
  static Optional<Object> read(String cell) {
    String text = cell.strip();
    if (text.length() < 2 || "[{(".indexOf(text.charAt(0)) < 0) {
      return Optional.empty();
    }
    try {
      Literal literal = new Literal(text);
      Object value = literal.value(0);
      literal.blanks();
      boolean isWhole = literal.at == text.length();
      return isWhole ? Optional.ofNullable(value) : Optional.empty();
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private @Nullable Object value(int depth) {
    expect(depth < MOST_DEPTH);
    blanks();
    return switch (peek()) {
      case '[' -> list(']', depth);
      case '(' -> list(')', depth);
      case '{' -> object(depth);
      case '\'', '"' -> string();
      default -> scalar();
    };
  }

  private List<@Nullable Object> list(char close, int depth) {
    List<@Nullable Object> items = new ArrayList<>();
    at++;
    blanks();
    while (peek() != close) {
      items.add(value(depth + 1));
      separate(close);
    }
    at++;
    return items;
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    blanks();
    while (peek() != '}') {
      expect(peek() == '\'' || peek() == '"');
      String name = string();
      blanks();
      expect(peek() == ':');
      at++;
      expect(!members.containsKey(name));
      members.put(name, value(depth + 1));
      separate('}');
    }
    at++;
    return members;
  }

  /** A comma before the next item, which may also stand behind the last. */
  private void separate(char close) {
    blanks();
    if (peek() == ',') {
      at++;
      blanks();
    } else {
      expect(peek() == close);
    }
  }

  private String string() {
    char quote = text.charAt(at++);
    StringBuilder read = new StringBuilder();
    while (peek() != quote) {
      char c = text.charAt(at++);
      if (c == '\\') {
        escape(read);
      } else {
        read.append(c);
      }
    }
    at++;
    OptionalInt flaw = Texts.flaw(read.toString());
    expect(flaw.isEmpty());
    return read.toString();
  }

  private void escape(StringBuilder read) {
    char c = peek();
    at++;
    switch (c) {
      case 'n' -> read.append('\n');
      case 't' -> read.append('\t');
      case 'r' -> read.append('\r');
      case 'b' -> read.append('\b');
      case 'f' -> read.append('\f');
      case '\\', '\'', '"', '/' -> read.append(c);
      case 'x' -> read.appendCodePoint(hex(2));
      case 'u' -> read.append((char) hex(4));
      case 'U' -> read.appendCodePoint(hex(8));
      default -> read.append('\\').append(c);
    }
  }

  private int hex(int digits) {
    expect(at + digits <= text.length());
    String number = text.substring(at, at + digits);
    expect(number.matches("[0-9a-fA-F]+"));
    at += digits;
    long point = Long.parseLong(number, 16);
    expect(Character.isValidCodePoint((int) point) && point <= Character.MAX_CODE_POINT);
    return (int) point;
  }

  private @Nullable Object scalar() {
    int from = at;
    while (at < text.length() && ",]}): \t\n\r".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    return switch (word) {
      case "None", "null" -> null;
      case "True", "true" -> true;
      case "False", "false" -> false;
      default -> number(word);
    };
  }

  private static Object number(String word) {
    if (word.matches("-?(0|[1-9]\\d{0,17})")) {
      long whole = Long.parseLong(word);
      return whole == (int) whole ? (Object) (int) whole : (Object) whole;
    }
    expect(word.length() <= 40 && word.matches("-?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?"));
    double number = Double.parseDouble(word);
    expect(Double.isFinite(number));
    return number;
  }

  private char peek() {
    expect(at < text.length());
    return text.charAt(at);
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static void expect(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("no literal");
    }
  }
}
