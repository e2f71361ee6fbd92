package graft.template.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses what stands in the parentheses of a call. */
final class ArgumentsParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;

  ArgumentsParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  CallArguments parse() {
    Position at = tokens.expectOperator("(").at();
    List<Expression> positional = new ArrayList<>();
    List<CallArguments.Keyword> named = new ArrayList<>();
    Optional<Expression> star = Optional.empty();
    Optional<Expression> starStar = Optional.empty();
    while (!tokens.skipOperator(")")) {
      if (tokens.skipOperator("*")) {
        require(star.isEmpty() && starStar.isEmpty(), at);
        star = Optional.of(expressions.expression());
      } else if (tokens.skipOperator("**")) {
        require(starStar.isEmpty(), at);
        starStar = Optional.of(expressions.expression());
      } else if (tokens.current().is(Token.Kind.NAME) && tokens.look().isOperator("=")) {
        require(starStar.isEmpty(), at);
        named.add(keyword(named));
      } else {
        require(star.isEmpty() && starStar.isEmpty() && named.isEmpty(), at);
        positional.add(expressions.expression());
      }
      if (!tokens.current().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new CallArguments(List.copyOf(positional), List.copyOf(named), star, starStar);
  }

  private CallArguments.Keyword keyword(List<CallArguments.Keyword> before) {
    Token name = tokens.take();
    if (before.stream().anyMatch(keyword -> keyword.name().equals(name.text()))) {
      throw TemplateException.syntax(name.at(), "keyword argument repeated: " + name.text());
    }
    tokens.expectOperator("=");
    return new CallArguments.Keyword(name.text(), expressions.expression());
  }

  private static void require(boolean isAllowed, Position at) {
    if (!isAllowed) {
      throw TemplateException.syntax(at, "invalid syntax for function call expression");
    }
  }
}
