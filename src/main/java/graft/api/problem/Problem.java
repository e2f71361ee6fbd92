package graft.api.problem;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A failed request, as its answer tells it.
 *
 * @param code for programs, such as {@code not_mergeable}
 * @param detail what was expected and what was found, for people
 * @param faults everything that is wrong with the request, where there is more to say than the
 *     detail
 */
public record Problem(HttpStatus status, String code, String detail, List<Fault> faults) {
  public Problem {
    faults = List.copyOf(faults);
  }

  public static Problem of(GraftException failure) {
    ErrorCode code = failure.code();
    return new Problem(
        Statuses.of(code), wireCode(code), String.valueOf(failure.getMessage()), failure.faults());
  }

  /** A failure that has no code of its own: the status is all there is to know. */
  public static Problem of(HttpStatus status, String detail) {
    String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
    return new Problem(status, code, detail, List.of());
  }

  /** Nothing of an unexpected failure is for the client. */
  public static Problem internal() {
    return of(new GraftException(ErrorCode.INTERNAL, "the service failed to answer this request"));
  }

  /** The body, with {@code instance} the path that was asked for. */
  public ProblemView view(String instance) {
    ProblemView.ErrorView error = new ProblemView.ErrorView(detail, type(), param(), code);
    return new ProblemView(
        "urn:graft:error:" + code, title(), status.value(), detail, instance, error, faults);
  }

  /** Whether the same request may succeed later without anybody's doing. */
  boolean passes() {
    return code.equals(ErrorCode.REQUEST_IN_PROGRESS.wireName())
        || status == HttpStatus.TOO_MANY_REQUESTS
        || status == HttpStatus.SERVICE_UNAVAILABLE;
  }

  private String title() {
    String words = code.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** The closed set that OpenAI's clients know. */
  private String type() {
    return switch (status) {
      case UNAUTHORIZED -> "authentication_error";
      case FORBIDDEN -> "permission_error";
      case TOO_MANY_REQUESTS -> "rate_limit_exceeded";
      default -> status.is5xxServerError() ? "server_error" : "invalid_request_error";
    };
  }

  /** The first faulty attribute, as OpenAI writes it: {@code training.epochs}. */
  private @Nullable String param() {
    return faults.stream()
        .map(Fault::pointer)
        .filter(pointer -> !pointer.isEmpty())
        .findFirst()
        .map(pointer -> pointer.substring(1).replace('/', '.'))
        .orElse(null);
  }

  /** Where OpenAI has a code for the same thing, its clients' users look for that. */
  private static String wireCode(ErrorCode code) {
    return switch (code) {
      case JOB_NOT_FOUND -> "fine_tune_not_found";
      case UNKNOWN_BASE_MODEL -> "model_not_found";
      default -> code.wireName();
    };
  }
}
