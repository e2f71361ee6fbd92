package graft.api.wire;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  public Map<String, @Nullable Object> body(String instance) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("type", "urn:graft:error:" + code);
    body.put("title", title());
    body.put("status", status.value());
    body.put("detail", detail);
    body.put("instance", instance);
    body.put("error", error());
    body.put("errors", faults.stream().map(Problem::entry).toList());
    return body;
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

  private Map<String, @Nullable Object> error() {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("message", detail);
    error.put("type", type());
    error.put("param", param());
    error.put("code", code);
    return error;
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

  private static Map<String, Object> entry(Fault fault) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("pointer", fault.pointer());
    entry.put("code", fault.code());
    entry.put("message", fault.message());
    return entry;
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
