package graft.template.syntax;

import graft.template.syntax.Expression.UnaryOperator;
import graft.template.value.Bool;
import graft.template.value.None;
import graft.template.value.Str;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses values and what may follow them: subscripts, calls, filters and tests. */
final class PostfixParser {
  private static final Map<String, Value> CONSTANTS =
      Map.of(
          "true", Bool.TRUE,
          "True", Bool.TRUE,
          "false", Bool.FALSE,
          "False", Bool.FALSE,
          "none", None.NONE,
          "None", None.NONE);
  private static final Set<String> NO_ARGUMENT = Set.of("else", "or", "and");

  private final TokenStream tokens;
  private final NamesUsed names;
  private final Known known;
  private final ExpressionParser expressions;
  private final ArgumentsParser arguments;

  PostfixParser(TokenStream tokens, NamesUsed names, Known known, ExpressionParser expressions) {
    this.tokens = tokens;
    this.names = names;
    this.known = known;
    this.expressions = expressions;
    this.arguments = new ArgumentsParser(tokens, expressions);
  }

  /** Whether a name stands for a value that is always the same. */
  static boolean isConstant(String name) {
    return CONSTANTS.containsKey(name);
  }

  Expression primary() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> name(tokens.take());
      case STRING -> string();
      case NUMBER -> new Expression.Literal(tokens.take().value(), token.at());
      case OPERATOR -> bracketed(token);
      default -> throw tokens.fault("unexpected " + token.described());
    };
  }

  private Expression name(Token token) {
    Value constant = CONSTANTS.get(token.text());
    if (constant != null) {
      return new Expression.Literal(constant, token.at());
    }
    names.read(token.text());
    return new Expression.Name(token.text(), token.at());
  }

  private Expression string() {
    Position at = tokens.current().at();
    StringBuilder text = new StringBuilder();
    while (tokens.current().is(Token.Kind.STRING)) {
      text.append(tokens.take().text());
    }
    return new Expression.Literal(Str.of(text.toString()), at);
  }

  private Expression bracketed(Token token) {
    return switch (token.text()) {
      case "(" -> {
        tokens.take();
        Expression value = expressions.inParentheses();
        tokens.expectOperator(")");
        yield value;
      }
      case "[" -> list(tokens.take().at());
      case "{" -> dict(tokens.take().at());
      default -> throw tokens.fault("unexpected " + token.described());
    };
  }

  private Expression list(Position at) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.skipOperator("]")) {
      items.add(expressions.expression());
      if (!tokens.current().isOperator("]")) {
        tokens.expectOperator(",");
      }
    }
    return new Expression.ListOf(List.copyOf(items), at);
  }

  private Expression dict(Position at) {
    List<Expression.Entry> entries = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      Expression key = expressions.expression();
      tokens.expectOperator(":");
      entries.add(new Expression.Entry(key, expressions.expression()));
      if (!tokens.current().isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    return new Expression.DictOf(List.copyOf(entries), at);
  }

  /** A value with the attributes, items and calls that follow it. */
  Expression subscripts(Expression first) {
    Expression value = first;
    while (true) {
      Token token = tokens.current();
      if (token.isOperator(".")) {
        value = attribute(value, tokens.take().at());
      } else if (token.isOperator("[")) {
        value = item(value, tokens.take().at());
      } else if (token.isOperator("(")) {
        value = new Expression.Call(value, arguments.parse(), token.at());
      } else {
        return value;
      }
    }
  }

  private Expression attribute(Expression object, Position at) {
    Token token = tokens.current();
    if (token.is(Token.Kind.NAME)) {
      return new Expression.Attribute(object, tokens.take().text(), at);
    }
    boolean isIndex = token.is(Token.Kind.NUMBER) && token.text().matches("[0-9]+");
    if (!isIndex) {
      throw tokens.fault("expected name or number");
    }
    return new Expression.Item(
        object, new Expression.Literal(tokens.take().value(), token.at()), at);
  }

  private Expression item(Expression object, Position at) {
    if (tokens.current().isOperator(":")) {
      return slice(object, Optional.empty(), at);
    }
    List<Expression> indices = new ArrayList<>();
    while (!tokens.skipOperator("]")) {
      if (!indices.isEmpty()) {
        tokens.expectOperator(",");
      }
      indices.add(expressions.expression());
      if (indices.size() == 1 && tokens.current().isOperator(":")) {
        return slice(object, Optional.of(indices.getFirst()), at);
      }
    }
    Expression index =
        indices.size() == 1 ? indices.getFirst() : new Expression.TupleOf(List.copyOf(indices), at);
    return new Expression.Item(object, index, at);
  }

  private Expression slice(Expression object, Optional<Expression> start, Position at) {
    tokens.expectOperator(":");
    Optional<Expression> stop = bound();
    Optional<Expression> step = tokens.skipOperator(":") ? bound() : Optional.empty();
    tokens.expectOperator("]");
    return new Expression.SliceOf(object, start, stop, step, at);
  }

  private Optional<Expression> bound() {
    Token token = tokens.current();
    boolean isLeftOut = token.isOperator(":") || token.isOperator("]");
    return isLeftOut ? Optional.empty() : Optional.of(expressions.expression());
  }

  Expression filtersAndTests(Expression first) {
    Expression value = first;
    while (true) {
      Token token = tokens.current();
      if (tokens.skipOperator("|")) {
        value = new Expression.Filtered(value, filter());
      } else if (token.isName("is")) {
        value = test(value, tokens.take().at());
      } else if (token.isOperator("(")) {
        value = new Expression.Call(value, arguments.parse(), token.at());
      } else {
        return value;
      }
    }
  }

  List<FilterCall> filters() {
    List<FilterCall> filters = new ArrayList<>();
    while (tokens.skipOperator("|")) {
      filters.add(filter());
    }
    return List.copyOf(filters);
  }

  FilterCall filter() {
    Position at = tokens.current().at();
    String name = dotted();
    if (!known.filters().contains(name)) {
      throw TemplateException.syntax(at, "No filter named '" + name + "'.");
    }
    CallArguments given = tokens.current().isOperator("(") ? arguments.parse() : CallArguments.NONE;
    return new FilterCall(name, given, at);
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(tokens.expectName().text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expectName().text());
    }
    return name.toString();
  }

  private Expression test(Expression value, Position at) {
    boolean isNegated = tokens.skipName("not");
    Position named = tokens.current().at();
    String name = dotted();
    if (!known.tests().contains(name)) {
      throw TemplateException.syntax(named, "No test named '" + name + "'.");
    }
    Expression test = new Expression.Test(value, name, testArguments(), at);
    return isNegated ? new Expression.Unary(UnaryOperator.NOT, test, at) : test;
  }

  private CallArguments testArguments() {
    Token token = tokens.current();
    if (token.isOperator("(")) {
      return arguments.parse();
    }
    boolean isArgument =
        switch (token.kind()) {
          case NAME -> !NO_ARGUMENT.contains(token.text());
          case STRING, NUMBER -> true;
          case OPERATOR -> token.isOperator("[") || token.isOperator("{");
          default -> false;
        };
    if (!isArgument) {
      return CallArguments.NONE;
    }
    if (token.isName("is")) {
      throw tokens.fault("You cannot chain multiple tests with is");
    }
    return new CallArguments(
        List.of(subscripts(primary())), List.of(), Optional.empty(), Optional.empty());
  }
}
