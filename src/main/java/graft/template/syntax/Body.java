package graft.template.syntax;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a call runs: a macro's, or that of a call block.
 *
 * @param used which of {@code caller}, {@code kwargs} and {@code varargs} it reads, which are given
 *     to it only then
 */
public record Body(
    String name, List<Parameter> parameters, List<Statement> statements, Set<String> used) {
  public static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

  /** A parameter and its default. */
  public record Parameter(String name, Optional<Expression> otherwise) {}
}
