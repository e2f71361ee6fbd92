package graft.template.syntax;

import java.util.List;
import java.util.Optional;

/**
 * What stands in the parentheses of a call.
 *
 * @param star {@code *items}
 * @param starStar {@code **entries}
 */
public record CallArguments(
    List<Expression> positional,
    List<Keyword> named,
    Optional<Expression> star,
    Optional<Expression> starStar) {
  static final CallArguments NONE =
      new CallArguments(List.of(), List.of(), Optional.empty(), Optional.empty());

  /** An argument with its name. */
  public record Keyword(String name, Expression value) {}
}
