package graft.template.syntax;

import graft.template.value.Value;

/**
 * A piece of a template.
 *
 * @param text as it is written; of a text or a string: what it says
 * @param value of a number or a string
 */
record Token(Kind kind, String text, Value value, Position at) {
  /** What a token is. */
  enum Kind {
    TEXT,
    PRINT_BEGIN,
    PRINT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    NUMBER,
    OPERATOR,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /** How it is called in a message. */
  String described() {
    return switch (kind) {
      case TEXT -> "template data";
      case PRINT_BEGIN -> "'{{'";
      case PRINT_END -> "'}}'";
      case BLOCK_BEGIN -> "'{%'";
      case BLOCK_END -> "'%}'";
      case END -> "the end of the template";
      case NAME, STRING, NUMBER, OPERATOR -> "'" + text + "'";
    };
  }
}
