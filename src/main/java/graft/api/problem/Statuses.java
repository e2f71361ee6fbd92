package graft.api.problem;

import graft.spec.ErrorCode;
import org.springframework.http.HttpStatus;

/** The one place where a failure gets its HTTP status. */
final class Statuses {
  private Statuses() {}

  static HttpStatus of(ErrorCode code) {
    return switch (code) {
      // A lasting conflict with an object's state is 400: OpenAI's clients would try a 409 again.
      case MALFORMED_REQUEST,
          INVALID_STATE,
          ADAPTER_MERGED,
          NOT_A_LANGUAGE_MODEL,
          CONTEXT_LENGTH_EXCEEDED,
          UNSUPPORTED_PARAMETER ->
          HttpStatus.BAD_REQUEST;
      case UNKNOWN_BASE_MODEL,
          FILE_NOT_FOUND,
          JOB_NOT_FOUND,
          ADAPTER_NOT_FOUND,
          CONFIG_NOT_FOUND,
          EVALUATION_NOT_FOUND,
          NOT_FOUND ->
          HttpStatus.NOT_FOUND;
      case INVALID_API_KEY -> HttpStatus.UNAUTHORIZED;
      case FOREIGN_HOST, CROSS_SITE -> HttpStatus.FORBIDDEN;
      case TOO_MANY_FAILURES, RATE_LIMIT_EXCEEDED -> HttpStatus.TOO_MANY_REQUESTS;
      case PRECONDITION_FAILED -> HttpStatus.PRECONDITION_FAILED;
      case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
      case NOT_ACCEPTABLE -> HttpStatus.NOT_ACCEPTABLE;
      case NAME_TAKEN, STILL_IN_USE, REQUEST_IN_PROGRESS -> HttpStatus.CONFLICT;
      case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
      case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
      case INVALID_SPEC,
          INVALID_FILE,
          INVALID_MODEL,
          INVALID_ADAPTER,
          NOT_MERGEABLE,
          NOTHING_TO_EJECT,
          DIVERGED,
          FORMAT_NOT_SUPPORTED,
          NO_CHAT_TEMPLATE,
          CHAT_TEMPLATE_REFUSED,
          INVALID_CHAT_TEMPLATE,
          IDEMPOTENCY_KEY_REUSED ->
          HttpStatus.UNPROCESSABLE_CONTENT;
      case BUSY, DATABASE_UNAVAILABLE, STORAGE_UNAVAILABLE, OUT_OF_MEMORY ->
          HttpStatus.SERVICE_UNAVAILABLE;
      case STORAGE_FULL -> HttpStatus.INSUFFICIENT_STORAGE;
      case LOST_WORKER, INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
