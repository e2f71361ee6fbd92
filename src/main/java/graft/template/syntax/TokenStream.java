package graft.template.syntax;

import java.util.List;

/** The tokens of a template, one after the other. */
final class TokenStream {
  private static final int DEEPEST = 80;

  private final List<Token> tokens;
  private int next;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(next);
  }

  /** The token after the current one. */
  Token look() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  /** The current token, and goes on. */
  Token take() {
    Token token = current();
    next = Math.min(next + 1, tokens.size() - 1);
    return token;
  }

  boolean skipName(String name) {
    boolean isNext = current().isName(name);
    if (isNext) {
      take();
    }
    return isNext;
  }

  boolean skipOperator(String operator) {
    boolean isNext = current().isOperator(operator);
    if (isNext) {
      take();
    }
    return isNext;
  }

  Token expect(Token.Kind kind, String described) {
    if (!current().is(kind)) {
      throw expected(described);
    }
    return take();
  }

  Token expectName() {
    return expect(Token.Kind.NAME, "a name");
  }

  Token expectOperator(String operator) {
    if (!current().isOperator(operator)) {
      throw expected("'" + operator + "'");
    }
    return take();
  }

  Token expectWord(String name) {
    if (!current().isName(name)) {
      throw expected("'" + name + "'");
    }
    return take();
  }

  private TemplateException expected(String what) {
    return fault("expected " + what + ", found " + current().described());
  }

  TemplateException fault(String message) {
    return TemplateException.syntax(current().at(), message);
  }

  /** Goes one level deeper, which a template may do so often only. */
  void enter() {
    if (++depth > DEEPEST) {
      throw fault("nested more than " + DEEPEST + " deep");
    }
  }

  void leave() {
    depth--;
  }
}
