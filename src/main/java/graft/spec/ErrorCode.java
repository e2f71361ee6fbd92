package graft.spec;

import java.util.Locale;

/**
 * Every failure that a user can see. The HTTP status of each is decided in one place, in {@code
 * api}.
 */
public enum ErrorCode {
  /**
   * The body is not what the operation reads: broken JSON, a missing part, a value of the wrong
   * type.
   */
  MALFORMED_REQUEST,
  /** Well-formed, but no such thing can be done. */
  INVALID_SPEC,
  /** An uploaded data set whose rows cannot be read, or lack what the task needs. */
  INVALID_FILE,
  /** A base model directory that is incomplete, corrupt or of an unknown architecture. */
  INVALID_MODEL,
  /** Adapter files that are incomplete, corrupt or do not fit their base model. */
  INVALID_ADAPTER,
  /** There is no base model of that name. */
  UNKNOWN_BASE_MODEL,
  /** There is no file with that id. */
  FILE_NOT_FOUND,
  /** There is no job with that id. */
  JOB_NOT_FOUND,
  /** There is no adapter with that id or name. */
  ADAPTER_NOT_FOUND,
  /** There is no saved configuration with that id or name. */
  CONFIG_NOT_FOUND,
  /** The adapter has no evaluation with that id. */
  EVALUATION_NOT_FOUND,
  /** There is nothing at this path. */
  NOT_FOUND,
  /**
   * The path is there, but not for this HTTP method; the header {@code Allow} has those that are.
   */
  METHOD_NOT_ALLOWED,
  /** None of the forms that the client accepts is offered. */
  NOT_ACCEPTABLE,
  /** The model carries no chat template, and none was given. */
  NO_CHAT_TEMPLATE,
  /** The chat template refuses the messages, in its own words. */
  CHAT_TEMPLATE_REFUSED,
  /** The chat template is not understood, fails, or needs too much; with line and column. */
  INVALID_CHAT_TEMPLATE,
  /** What was named does not write text. */
  NOT_A_LANGUAGE_MODEL,
  /** Prompt and answer need more positions than the model has. */
  CONTEXT_LENGTH_EXCEEDED,
  /** The parameter would change the answer, and is not served. */
  UNSUPPORTED_PARAMETER,
  /** As much of something is under way as this service takes at a time: try again later. */
  RATE_LIMIT_EXCEEDED,
  /** The object exists, but its state does not allow the operation. */
  INVALID_STATE,
  /** Another object has the name that a new one is to get. */
  NAME_TAKEN,
  /** Something else still needs the object. */
  STILL_IN_USE,
  /** The adapter is folded into the base weights; reset it first. */
  ADAPTER_MERGED,
  /** What the adapter does cannot be written into the base weights. */
  NOT_MERGEABLE,
  /** The adapter has no prefixes that a network makes. */
  NOTHING_TO_EJECT,
  /** The format that was asked for cannot say what the adapter is. */
  FORMAT_NOT_SUPPORTED,
  /** The body, a file or a part of it is larger than this service takes. */
  TOO_LARGE,
  /** The body is of a media type that the operation does not read. */
  UNSUPPORTED_MEDIA_TYPE,
  /** The object is no longer the version that the request is meant for. */
  PRECONDITION_FAILED,
  /** The request shows no key, or one that is not known here. */
  INVALID_API_KEY,
  /** Too many wrong keys from one address. */
  TOO_MANY_FAILURES,
  /** The request is addressed to a host that this service does not go by. */
  FOREIGN_HOST,
  /** A page of another site sent the request. */
  CROSS_SITE,
  /** An {@code Idempotency-Key} was sent before with another body. */
  IDEMPOTENCY_KEY_REUSED,
  /** The first request with this {@code Idempotency-Key} is still being answered. */
  REQUEST_IN_PROGRESS,
  /** A queue is full: try again later. */
  BUSY,
  /** The database does not answer: try again later. */
  DATABASE_UNAVAILABLE,
  /** The store that keeps the files does not answer: try again later. */
  STORAGE_UNAVAILABLE,
  /** The disk is full. */
  STORAGE_FULL,
  /** The memory of the device is not enough; a smaller batch or a shorter length may be. */
  OUT_OF_MEMORY,
  /** The loss or a weight of a training is no longer a finite number. */
  DIVERGED,
  /** The node that ran a job died, and the last attempt is used up. */
  LOST_WORKER,
  /** The service failed; its log says how, under the request id of the answer. */
  INTERNAL;

  /** The code as clients read it: {@code not_mergeable}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
