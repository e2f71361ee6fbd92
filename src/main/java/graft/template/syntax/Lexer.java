package graft.template.syntax;

import graft.template.python.Unicode;
import graft.template.value.None;
import java.util.ArrayList;
import java.util.List;

/** Divides a template into texts and tags, and takes the white space that tags take with them. */
final class Lexer {
  private final Source source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  /** Whether the last tag took the end of its line. */
  private boolean isLineStart = true;

  private Lexer(Source source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    return new Lexer(new Source(template)).run();
  }

  private List<Token> run() {
    String text = source.text();
    while (at < text.length()) {
      int tag = nextTag(at);
      if (tag < 0) {
        text(at, text.length());
        at = text.length();
      } else {
        tag(tag);
      }
    }
    add(Token.Kind.END, "", text.length());
    return List.copyOf(tokens);
  }

  private int nextTag(int from) {
    String text = source.text();
    for (int i = text.indexOf('{', from); i >= 0; i = text.indexOf('{', i + 1)) {
      if (i + 1 < text.length() && "{%#".indexOf(text.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private void tag(int tag) {
    char sign = sign(tag + 2);
    int inside = tag + 2 + (sign == ' ' ? 0 : 1);
    char kind = source.text().charAt(tag + 1);
    text(at, textEnd(tag, sign, kind == '{'));
    switch (kind) {
      case '#' -> comment(tag, inside);
      case '{' -> {
        add(Token.Kind.PRINT_BEGIN, "{{", tag);
        expression(inside, Token.Kind.PRINT_END);
      }
      default -> {
        int raw = rawBody(inside);
        if (raw >= 0) {
          raw(tag, raw);
        } else {
          add(Token.Kind.BLOCK_BEGIN, "{%", tag);
          expression(inside, Token.Kind.BLOCK_END);
        }
      }
    }
  }

  private char sign(int place) {
    return source.has(place, "-") ? '-' : source.has(place, "+") ? '+' : ' ';
  }

  /** Where the text before a tag ends, by the tag's sign and {@code lstrip_blocks}. */
  private int textEnd(int tag, char sign, boolean isPrint) {
    String before = source.text().substring(at, tag);
    if (sign == '-') {
      return at + Unicode.stripEnd(before).length();
    }
    if (sign == '+' || isPrint) {
      return tag;
    }
    int line = before.lastIndexOf('\n') + 1;
    boolean isBlank = before.substring(line).codePoints().allMatch(Unicode::isSpace);
    return isBlank && (line > 0 || isLineStart) ? at + line : tag;
  }

  private void text(int from, int to) {
    if (to > from) {
      add(Token.Kind.TEXT, source.text().substring(from, to), from);
    }
  }

  private void comment(int tag, int inside) {
    int end = source.text().indexOf("#}", inside);
    if (end < 0) {
      throw source.fault(tag, "Missing end of comment tag");
    }
    char sign = end > inside ? source.text().charAt(end - 1) : ' ';
    after(end + 2, sign, true);
  }

  /** Where the text of a raw block begins; -1 if this is none. */
  private int rawBody(int inside) {
    int word = spaces(inside);
    if (!source.has(word, "raw")) {
      return -1;
    }
    int end = spaces(word + 3);
    if (source.has(end, "-%}")) {
      return spaces(end + 3);
    }
    return source.has(end, "%}") ? end + 2 : -1;
  }

  private void raw(int tag, int body) {
    at = body;
    isLineStart = body > 0 && source.text().charAt(body - 1) == '\n';
    for (int i = source.text().indexOf("{%", at); i >= 0; i = source.text().indexOf("{%", i + 1)) {
      char sign = sign(i + 2);
      int word = spaces(i + 2 + (sign == ' ' ? 0 : 1));
      int end = source.has(word, "endraw") ? spaces(word + "endraw".length()) : -1;
      if (end >= 0 && endsTag(end)) {
        text(at, textEnd(i, sign, false));
        char last = sign(end);
        after(end + (last == ' ' ? 2 : 3), last, true);
        return;
      }
    }
    throw source.fault(tag, "Missing end of raw directive");
  }

  private boolean endsTag(int place) {
    return source.has(place, "%}") || source.has(place, "-%}") || source.has(place, "+%}");
  }

  private int spaces(int from) {
    int end = from;
    while (end < source.length() && Unicode.isSpace(source.text().charAt(end))) {
      end++;
    }
    return end;
  }

  private void expression(int inside, Token.Kind end) {
    ExpressionLexer inner = new ExpressionLexer(source, inside, end, tokens);
    inner.run();
    after(inner.end(), inner.sign(), end == Token.Kind.BLOCK_END);
  }

  /** Goes on after a tag, by its sign and {@code trim_blocks}. */
  private void after(int end, char sign, boolean isTrimmed) {
    at = end;
    if (sign == '-') {
      at = spaces(end);
    } else if (sign != '+' && isTrimmed && source.has(end, "\n")) {
      at = end + 1;
    }
    isLineStart = at > 0 && source.text().charAt(at - 1) == '\n';
  }

  private void add(Token.Kind kind, String text, int place) {
    tokens.add(new Token(kind, text, None.NONE, source.position(place)));
  }
}
