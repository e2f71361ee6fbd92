package graft.template.syntax;

import java.util.ArrayList;
import java.util.List;

/** Parses what is assigned to. */
final class TargetParser {
  private final TokenStream tokens;
  private final NamesUsed names;

  TargetParser(TokenStream tokens, NamesUsed names) {
    this.tokens = tokens;
    this.names = names;
  }

  /** A name. */
  String name() {
    Token token = tokens.expectName();
    if (PostfixParser.isConstant(token.text())) {
      throw TemplateException.syntax(token.at(), "can't assign to '" + token.text() + "'");
    }
    names.set(token.text());
    return token.text();
  }

  /** One name or several. */
  Target targets() {
    Position at = tokens.current().at();
    List<Target> parts = new ArrayList<>(List.of(target()));
    boolean hasComma = tokens.skipOperator(",");
    boolean goesOn = hasComma;
    while (goesOn && !tokens.current().isName("in")) {
      parts.add(target());
      goesOn = tokens.skipOperator(",");
    }
    return hasComma ? new Target.Names(List.copyOf(parts), at) : parts.getFirst();
  }

  /** The same, where a namespace cannot be set. */
  Target names() {
    Target target = targets();
    requireNames(target);
    return target;
  }

  private static void requireNames(Target target) {
    switch (target) {
      case Target.Attribute attribute ->
          throw TemplateException.syntax(
              attribute.at(), "an attribute of a namespace can be assigned to by 'set' alone");
      case Target.Names several -> several.parts().forEach(TargetParser::requireNames);
      case Target.Name _ -> {}
    }
  }

  private Target target() {
    Token token = tokens.current();
    if (tokens.skipOperator("(")) {
      tokens.enter();
      Target inner = targets();
      tokens.leave();
      tokens.expectOperator(")");
      return inner;
    }
    if (token.is(Token.Kind.NAME) && tokens.look().isOperator(".")) {
      tokens.take();
      tokens.take();
      names.read(token.text());
      return new Target.Attribute(token.text(), tokens.expectName().text(), token.at());
    }
    return new Target.Name(name(), token.at());
  }
}
