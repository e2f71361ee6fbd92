package graft.template.syntax;

import graft.template.syntax.Expression.BinaryOperator;
import graft.template.syntax.Expression.Comparator;
import graft.template.syntax.Expression.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Parses expressions, from {@code a if b else c} down to the signs before a value. */
final class ExpressionParser {
  private static final Map<String, BinaryOperator> SUMS =
      Map.of("+", BinaryOperator.ADD, "-", BinaryOperator.SUBTRACT);
  private static final Map<String, BinaryOperator> PRODUCTS =
      Map.of(
          "*", BinaryOperator.MULTIPLY,
          "/", BinaryOperator.DIVIDE,
          "//", BinaryOperator.FLOOR_DIVIDE,
          "%", BinaryOperator.MODULO);
  private static final Map<String, BinaryOperator> POWERS = Map.of("**", BinaryOperator.POWER);
  private static final Map<String, Comparator> COMPARATORS =
      Map.of(
          "==", Comparator.EQUAL,
          "!=", Comparator.NOT_EQUAL,
          "<", Comparator.LESS,
          "<=", Comparator.LESS_OR_EQUAL,
          ">", Comparator.GREATER,
          ">=", Comparator.GREATER_OR_EQUAL);

  private final TokenStream tokens;
  private final PostfixParser postfix;

  ExpressionParser(TokenStream tokens, NamesUsed names, Known known) {
    this.tokens = tokens;
    this.postfix = new PostfixParser(tokens, names, known, this);
  }

  /** The filters that follow, each after its {@code |}. */
  List<FilterCall> filters() {
    return postfix.filters();
  }

  /** A filter by its name. */
  FilterCall filter() {
    return postfix.filter();
  }

  Expression expression() {
    tokens.enter();
    Expression value = or();
    while (tokens.current().isName("if")) {
      Position at = tokens.take().at();
      Expression condition = or();
      Optional<Expression> otherwise =
          tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
      value = new Expression.Conditional(condition, value, otherwise, at);
    }
    tokens.leave();
    return value;
  }

  /** An expression, or several with commas between. */
  Expression tuple() {
    return tuple(this::expression, "", false);
  }

  /**
   * The same, where an {@code if} begins something else.
   *
   * @param end a word that ends it
   */
  Expression plainTuple(String end) {
    return tuple(this::or, end, false);
  }

  /** What stands in parentheses. */
  Expression inParentheses() {
    return tuple(this::expression, "", true);
  }

  private Expression tuple(Supplier<Expression> part, String end, boolean mayBeEmpty) {
    Position at = tokens.current().at();
    List<Expression> items = new ArrayList<>();
    boolean hasComma = false;
    while (!isTupleEnd(end)) {
      items.add(part.get());
      if (!tokens.skipOperator(",")) {
        break;
      }
      hasComma = true;
    }
    if (!hasComma && items.size() == 1) {
      return items.getFirst();
    }
    if (items.isEmpty() && !mayBeEmpty) {
      throw tokens.fault("Expected an expression, got " + tokens.current().described());
    }
    return new Expression.TupleOf(List.copyOf(items), at);
  }

  private boolean isTupleEnd(String end) {
    Token token = tokens.current();
    return switch (token.kind()) {
      case PRINT_END, BLOCK_END -> true;
      case OPERATOR -> token.isOperator(")");
      case NAME -> !end.isEmpty() && token.isName(end);
      default -> false;
    };
  }

  private Expression or() {
    Expression left = and();
    while (tokens.current().isName("or")) {
      Position at = tokens.take().at();
      left = new Expression.Or(left, and(), at);
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.current().isName("and")) {
      Position at = tokens.take().at();
      left = new Expression.And(left, not(), at);
    }
    return left;
  }

  private Expression not() {
    if (!tokens.current().isName("not")) {
      return comparison();
    }
    Position at = tokens.take().at();
    tokens.enter();
    Expression negated = new Expression.Unary(UnaryOperator.NOT, not(), at);
    tokens.leave();
    return negated;
  }

  private Expression comparison() {
    Expression first = sum();
    Position at = tokens.current().at();
    List<Expression.Step> steps = new ArrayList<>();
    for (Comparator next = comparator(); next != null; next = comparator()) {
      steps.add(new Expression.Step(next, sum()));
    }
    return steps.isEmpty() ? first : new Expression.Compare(first, List.copyOf(steps), at);
  }

  private @Nullable Comparator comparator() {
    Token token = tokens.current();
    if (token.is(Token.Kind.OPERATOR) && COMPARATORS.containsKey(token.text())) {
      return COMPARATORS.get(tokens.take().text());
    }
    if (tokens.skipName("in")) {
      return Comparator.IN;
    }
    if (token.isName("not") && tokens.look().isName("in")) {
      tokens.take();
      tokens.take();
      return Comparator.NOT_IN;
    }
    return null;
  }

  private Expression sum() {
    return chain(SUMS, this::concat);
  }

  private Expression concat() {
    Expression first = product();
    if (!tokens.current().isOperator("~")) {
      return first;
    }
    Position at = tokens.current().at();
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expression.Concat(List.copyOf(parts), at);
  }

  private Expression product() {
    return chain(PRODUCTS, this::power);
  }

  private Expression power() {
    return chain(POWERS, () -> unary(true));
  }

  private Expression chain(Map<String, BinaryOperator> operators, Supplier<Expression> part) {
    Expression left = part.get();
    while (tokens.current().is(Token.Kind.OPERATOR)) {
      BinaryOperator operator = operators.get(tokens.current().text());
      if (operator == null) {
        break;
      }
      Position at = tokens.take().at();
      left = new Expression.Binary(operator, left, part.get(), at);
    }
    return left;
  }

  /** A sign binds more than a filter does. */
  private Expression unary(boolean hasFilters) {
    Position at = tokens.current().at();
    Expression value;
    if (tokens.skipOperator("-")) {
      value = new Expression.Unary(UnaryOperator.NEGATE, signed(), at);
    } else if (tokens.skipOperator("+")) {
      value = new Expression.Unary(UnaryOperator.PLUS, signed(), at);
    } else {
      value = postfix.primary();
    }
    Expression whole = postfix.subscripts(value);
    return hasFilters ? postfix.filtersAndTests(whole) : whole;
  }

  private Expression signed() {
    tokens.enter();
    Expression value = unary(false);
    tokens.leave();
    return value;
  }
}
