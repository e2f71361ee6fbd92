package graft.template.syntax;

/** What the inside of a string literal says, by Python's {@code unicode-escape}. */
final class StringEscapes {
  private final Source source;
  private final String text;
  private final int end;
  private final StringBuilder said = new StringBuilder();
  private int at;

  StringEscapes(Source source, int from, int end) {
    this.source = source;
    this.text = source.text();
    this.at = from;
    this.end = end;
  }

  String read() {
    while (at < end) {
      char c = text.charAt(at++);
      if (c == '\\' && at < end) {
        escape(text.charAt(at++));
      } else {
        said.append(c);
      }
    }
    return said.toString();
  }

  private void escape(char c) {
    switch (c) {
      case '\n' -> {}
      case '\\', '\'', '"' -> said.append(c);
      case 'a' -> said.append('\u0007');
      case 'b' -> said.append('\b');
      case 'f' -> said.append('\f');
      case 'n' -> said.append('\n');
      case 'r' -> said.append('\r');
      case 't' -> said.append('\t');
      case 'v' -> said.append('\u000b');
      case 'x' -> hexadecimal(2);
      case 'u' -> hexadecimal(4);
      case 'U' -> hexadecimal(8);
      case 'N' -> named();
      default -> {
        if (c >= '0' && c <= '7') {
          octal(c - '0');
        } else {
          said.append('\\').append(c);
        }
      }
    }
  }

  private void octal(int first) {
    int number = first;
    for (int i = 0; i < 2 && at < end && text.charAt(at) >= '0' && text.charAt(at) <= '7'; i++) {
      number = number * 8 + text.charAt(at++) - '0';
    }
    said.appendCodePoint(number);
  }

  private void hexadecimal(int digits) {
    int from = at;
    long number = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < end ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0 || text.charAt(at) > 'f') {
        throw source.fault(from - 2, "an escape needs " + digits + " hexadecimal digits");
      }
      number = number * 16 + digit;
      at++;
    }
    if (number > Character.MAX_CODE_POINT) {
      throw source.fault(from - 2, "illegal Unicode character");
    }
    said.appendCodePoint((int) number);
  }

  private void named() {
    int close = text.indexOf('}', at);
    if (at >= end || text.charAt(at) != '{' || close < 0 || close >= end) {
      throw source.fault(at - 2, "malformed \\N character escape");
    }
    try {
      said.appendCodePoint(Character.codePointOf(text.substring(at + 1, close)));
    } catch (IllegalArgumentException unknown) {
      throw source.fault(at - 2, "unknown Unicode character name");
    }
    at = close + 1;
  }
}
