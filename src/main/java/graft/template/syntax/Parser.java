package graft.template.syntax;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses a template's tags. */
public final class Parser {
  private static final Set<String> OF_OTHERS = Set.of("include", "import", "from", "extends");
  private static final Set<String> REFUSED = Set.of("block", "autoescape");

  private final TokenStream tokens;
  private final NamesUsed names = new NamesUsed();
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private int loops;

  private Parser(TokenStream tokens, Known known) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens, names, known);
    this.targets = new TargetParser(tokens, names);
  }

  /**
   * A template's statements.
   *
   * @throws TemplateException if it is not understood
   */
  public static List<Statement> parse(String template, Known known) {
    Parser parser = new Parser(new TokenStream(Lexer.tokens(template)), known);
    return parser.statements(Set.of());
  }

  /** Statements up to a tag of one of these names, which becomes the current token. */
  private List<Statement> statements(Set<String> ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      switch (token.kind()) {
        case TEXT -> statements.add(new Statement.Text(tokens.take().text(), token.at()));
        case PRINT_BEGIN -> {
          tokens.take();
          statements.add(new Statement.Print(expressions.tuple(), token.at()));
          tokens.expect(Token.Kind.PRINT_END, "'}}'");
        }
        case BLOCK_BEGIN -> {
          tokens.take();
          if (isEnd(ends)) {
            tokens.leave();
            return List.copyOf(statements);
          }
          statements.addAll(tag(tokens.expect(Token.Kind.NAME, "a tag's name"), ends));
          tokens.expect(Token.Kind.BLOCK_END, "'%}'");
        }
        default -> {
          if (!ends.isEmpty()) {
            throw tokens.fault("Unexpected end of template." + sought(ends));
          }
          return List.copyOf(statements);
        }
      }
    }
  }

  private boolean isEnd(Set<String> ends) {
    return tokens.current().is(Token.Kind.NAME) && ends.contains(tokens.current().text());
  }

  private static String sought(Set<String> ends) {
    return ends.isEmpty()
        ? ""
        : " Jinja was looking for the following tags: '"
            + String.join("' or '", ends.stream().sorted().toList())
            + "'.";
  }

  /** The statements of a tag's body, up to and with the tag that ends it. */
  private List<Statement> body(String end) {
    List<Statement> body = bodyUpTo(Set.of(end));
    tokens.take();
    return body;
  }

  private List<Statement> bodyUpTo(Set<String> ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Kind.BLOCK_END, "'%}'");
    return statements(ends);
  }

  private List<Statement> tag(Token tag, Set<String> ends) {
    Position at = tag.at();
    return switch (tag.text()) {
      case "for" -> List.of(loop(at));
      case "if" -> List.of(condition(at));
      case "set" -> List.of(set(at));
      case "with" -> List.of(with(at));
      case "print" -> print();
      case "macro" -> List.of(new Statement.Macro(macro(), at));
      case "call" -> List.of(call(at));
      case "filter" -> List.of(filter(at));
      case "generation" ->
          List.of(new Statement.Generation(body("generation", List.of(), "endgeneration"), at));
      case "break" -> List.of(inLoop(new Statement.Break(at)));
      case "continue" -> List.of(inLoop(new Statement.Continue(at)));
      default -> throw TemplateException.syntax(at, unknown(tag.text(), ends));
    };
  }

  private static String unknown(String tag, Set<String> ends) {
    if (OF_OTHERS.contains(tag)) {
      return "the tag '" + tag + "' needs other templates, and a chat template stands alone";
    }
    return REFUSED.contains(tag)
        ? "the tag '" + tag + "' has no use in a chat template and is not read"
        : "Encountered unknown tag '" + tag + "'." + sought(ends);
  }

  private Statement inLoop(Statement statement) {
    if (loops == 0) {
      throw TemplateException.syntax(
          statement.at(),
          "'break' and 'continue' stand in a loop, and within the same macro or block as its tag");
    }
    return statement;
  }

  private Statement loop(Position at) {
    Target target = targets.names();
    tokens.expectWord("in");
    Expression items = expressions.plainTuple("recursive");
    Optional<Expression> condition =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    Statement.Loop.Kind kind =
        tokens.skipName("recursive") ? Statement.Loop.Kind.RECURSIVE : Statement.Loop.Kind.PLAIN;
    loops++;
    List<Statement> statements = bodyUpTo(Set.of("endfor", "else"));
    loops--;
    boolean hasElse = tokens.take().isName("else");
    List<Statement> otherwise = hasElse ? body("endfor") : List.of();
    return new Statement.For(
        new Statement.Loop(target, items, condition, kind, statements), otherwise, at);
  }

  private Statement condition(Position at) {
    List<Statement.Branch> branches = new ArrayList<>();
    Token next;
    do {
      Expression condition = expressions.plainTuple("");
      branches.add(new Statement.Branch(condition, bodyUpTo(Set.of("elif", "else", "endif"))));
      next = tokens.take();
    } while (next.isName("elif"));
    List<Statement> otherwise = next.isName("else") ? body("endif") : List.of();
    return new Statement.If(List.copyOf(branches), otherwise, at);
  }

  private Statement set(Position at) {
    Target target = targets.targets();
    if (tokens.skipOperator("=")) {
      return new Statement.Set(target, expressions.tuple(), at);
    }
    List<FilterCall> filters = expressions.filters();
    return new Statement.SetBlock(target, filters, body("endset"), at);
  }

  private Statement with(Position at) {
    List<Statement.Binding> bindings = new ArrayList<>();
    while (!tokens.current().is(Token.Kind.BLOCK_END)) {
      if (!bindings.isEmpty()) {
        tokens.expectOperator(",");
      }
      Target target = targets.names();
      tokens.expectOperator("=");
      bindings.add(new Statement.Binding(target, expressions.expression()));
    }
    return new Statement.With(List.copyOf(bindings), body("endwith"), at);
  }

  private List<Statement> print() {
    List<Statement> prints = new ArrayList<>();
    while (!tokens.current().is(Token.Kind.BLOCK_END)) {
      if (!prints.isEmpty()) {
        tokens.expectOperator(",");
      }
      Position at = tokens.current().at();
      prints.add(new Statement.Print(expressions.expression(), at));
    }
    return prints;
  }

  private Body macro() {
    String name = targets.name();
    names.begin();
    return body(name, parameters(), "endmacro", new HashSet<>());
  }

  private Statement call(Position at) {
    names.begin();
    List<Body.Parameter> parameters = tokens.current().isOperator("(") ? parameters() : List.of();
    Set<String> before = names.end();
    Expression called = expressions.expression();
    if (!(called instanceof Expression.Call call)) {
      throw TemplateException.syntax(at, "expected call");
    }
    names.begin();
    return new Statement.CallBlock(
        call, body("caller", parameters, "endcall", new HashSet<>(before)), at);
  }

  private Statement filter(Position at) {
    List<FilterCall> filters = new ArrayList<>(List.of(expressions.filter()));
    filters.addAll(expressions.filters());
    return new Statement.FilterBlock(List.copyOf(filters), body("endfilter"), at);
  }

  private Body body(String name, List<Body.Parameter> parameters, String end) {
    names.begin();
    return body(name, parameters, end, new HashSet<>());
  }

  private Body body(
      String name, List<Body.Parameter> parameters, String end, Set<String> readBefore) {
    int outer = loops;
    loops = 0;
    List<Statement> statements = body(end);
    loops = outer;
    readBefore.addAll(names.end());
    readBefore.retainAll(Body.SPECIAL);
    return new Body(name, parameters, statements, Set.copyOf(readBefore));
  }

  private List<Body.Parameter> parameters() {
    List<Body.Parameter> parameters = new ArrayList<>();
    boolean hasDefaults = false;
    tokens.expectOperator("(");
    while (!tokens.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      String name = targets.name();
      if (tokens.skipOperator("=")) {
        hasDefaults = true;
        parameters.add(new Body.Parameter(name, Optional.of(expressions.expression())));
      } else if (hasDefaults) {
        throw tokens.fault("non-default argument follows default argument");
      } else {
        parameters.add(new Body.Parameter(name, Optional.empty()));
      }
    }
    return List.copyOf(parameters);
  }
}
