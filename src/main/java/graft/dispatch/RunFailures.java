package graft.dispatch;

import graft.job.Failure;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Optional;

/** What a failed run means to the user; nothing of an unexpected failure is for them. */
final class RunFailures {
  private RunFailures() {}

  static Failure of(Throwable cause) {
    return switch (cause) {
      case GraftException known -> new Failure(known.code(), message(known), param(known));
      case OutOfMemoryError _ ->
          new Failure(
              ErrorCode.OUT_OF_MEMORY,
              "the job needs more memory than there is; a smaller batch_size or max_length needs"
                  + " less",
              Optional.of("training"));
      default ->
          new Failure(ErrorCode.INTERNAL, "the service failed to run this job", Optional.empty());
    };
  }

  /** Whether the service, and not the job, is to blame. */
  static boolean isUnexpected(Throwable cause) {
    return !(cause instanceof GraftException) && !(cause instanceof OutOfMemoryError);
  }

  /** What may be told of a failure: of one that nobody foresaw, nothing of its words. */
  static String told(Throwable cause) {
    return cause instanceof GraftException known ? message(known) : "the disk refuses it";
  }

  private static String message(GraftException known) {
    return String.valueOf(known.getMessage());
  }

  /** The first faulty attribute, as OpenAI writes it: {@code training.epochs}. */
  private static Optional<String> param(GraftException known) {
    return known.faults().stream()
        .map(fault -> fault.pointer())
        .filter(pointer -> !pointer.isEmpty())
        .findFirst()
        .map(pointer -> pointer.substring(1).replace('/', '.'));
  }
}
