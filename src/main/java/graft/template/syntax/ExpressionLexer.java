package graft.template.syntax;

import graft.template.python.NumberText;
import graft.template.python.Unicode;
import graft.template.value.None;
import graft.template.value.Str;
import graft.template.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens within one tag, and where it ends. */
final class ExpressionLexer {
  private static final List<String> LONG = List.of("//", "**", "==", "!=", ">=", "<=");
  private static final String SHORT = "+-/*%~[](){}><=.:|,;";
  private static final Pattern REAL =
      Pattern.compile(
          "(?<!\\.)(?:\\d+_)*+\\d++(?:(?:\\.(?:\\d+_)*+\\d++)?[eE][+-]?(?:\\d+_)*+\\d++"
              + "|\\.(?:\\d+_)*+\\d++)");
  private static final Pattern WHOLE =
      Pattern.compile(
          "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[0-9a-fA-F])++|[1-9](?:_?\\d)*+|0(?:_?0)*+");

  private final Source source;
  private final String text;
  private final Token.Kind endKind;
  private final List<Token> tokens;
  private final Deque<Character> open = new ArrayDeque<>();
  private int at;
  private char sign = ' ';

  ExpressionLexer(Source source, int from, Token.Kind endKind, List<Token> tokens) {
    this.source = source;
    this.text = source.text();
    this.at = from;
    this.endKind = endKind;
    this.tokens = tokens;
  }

  /** Where the tag has ended. */
  int end() {
    return at;
  }

  /** The sign before its end. */
  char sign() {
    return sign;
  }

  void run() {
    while (!ends()) {
      if (at >= text.length()) {
        return; // The parser says what it expected instead.
      }
      step();
    }
  }

  private boolean ends() {
    String end = endKind == Token.Kind.PRINT_END ? "}}" : "%}";
    boolean isSigned =
        source.has(at, "-" + end) || (endKind == Token.Kind.BLOCK_END && source.has(at, "+" + end));
    if (!open.isEmpty() || !(isSigned || source.has(at, end))) {
      return false;
    }
    add(endKind, end, None.NONE, at);
    sign = isSigned ? text.charAt(at) : ' ';
    at += end.length() + (isSigned ? 1 : 0);
    return true;
  }

  private void step() {
    char c = text.charAt(at);
    if (Unicode.isSpace(c)) {
      at++;
    } else if (c == '"' || c == '\'') {
      string(c);
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (Unicode.isWord(text.codePointAt(at))) {
      name();
    } else {
      operator();
    }
  }

  private void number() {
    int from = at;
    Matcher real = REAL.matcher(text).region(at, text.length()).useTransparentBounds(true);
    Matcher whole = WHOLE.matcher(text).region(at, text.length());
    boolean isReal = real.lookingAt();
    if (!isReal && !whole.lookingAt()) {
      throw source.fault(at, "a number was expected");
    }
    at = isReal ? real.end() : whole.end();
    String digits = text.substring(from, at);
    Value value =
        (isReal ? NumberText.real(digits) : NumberText.whole(digits, 0))
            .<Value>map(number -> number)
            .orElseThrow(() -> source.fault(from, "a number is too long"));
    add(Token.Kind.NUMBER, digits, value, from);
  }

  private void name() {
    int from = at;
    while (at < text.length() && Unicode.isWord(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    String name = text.substring(from, at);
    if (!Character.isUnicodeIdentifierStart(name.codePointAt(0)) && name.charAt(0) != '_') {
      throw source.fault(from, "Invalid character in identifier");
    }
    add(Token.Kind.NAME, name, None.NONE, from);
  }

  private void string(char quote) {
    int from = at++;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw source.fault(from, "a string does not end");
    }
    String value = new StringEscapes(source, from + 1, at).read();
    at++;
    add(Token.Kind.STRING, value, Str.of(value), from);
  }

  private void operator() {
    String two = text.substring(at, Math.min(at + 2, text.length()));
    String operator = LONG.contains(two) ? two : two.substring(0, 1);
    if (operator.length() == 1 && SHORT.indexOf(operator.charAt(0)) < 0) {
      throw source.fault(at, "unexpected char '" + Character.toString(text.codePointAt(at)) + "'");
    }
    char c = operator.charAt(0);
    switch (c) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> close(c);
      default -> {}
    }
    add(Token.Kind.OPERATOR, operator, None.NONE, at);
    at += operator.length();
  }

  private void close(char bracket) {
    if (open.isEmpty()) {
      throw source.fault(at, "unexpected '" + bracket + "'");
    }
    char expected = open.pop();
    if (expected != bracket) {
      throw source.fault(at, "unexpected '" + bracket + "', expected '" + expected + "'");
    }
  }

  private void add(Token.Kind kind, String written, Value value, int place) {
    tokens.add(new Token(kind, written, value, source.position(place)));
  }
}
