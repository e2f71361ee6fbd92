package graft.inference;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What went wrong on another thread, for the one that waits. */
final class Failures {
  private Failures() {}

  static RuntimeException of(@Nullable Throwable cause) {
    return switch (cause) {
      case GraftException known -> known;
      case CancellationException stopped -> stopped;
      case OutOfMemoryError e ->
          new GraftException(
              ErrorCode.OUT_OF_MEMORY, "the task needs more memory than there is", e);
      case null, default -> new IllegalStateException("a short task failed", cause);
    };
  }
}
