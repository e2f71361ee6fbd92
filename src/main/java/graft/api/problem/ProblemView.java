package graft.api.problem;

import graft.spec.Attribute;
import graft.spec.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every failed request: a problem of RFC 9457 beside the error that OpenAI's clients
 * read.
 */
public record ProblemView(
    @Attribute("What kind of problem, as a URN") String type,
    @Attribute("The kind in words") String title,
    @Attribute("The HTTP status") int status,
    @Attribute("What was expected and what was found") String detail,
    @Attribute("The path that was asked for") String instance,
    ErrorView error,
    @Attribute("Everything that is wrong with the request") List<Fault> errors) {
  /** The same as OpenAI's API tells it. */
  public record ErrorView(
      String message, String type, @Nullable String param, @Nullable String code) {}
}
