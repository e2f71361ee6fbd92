package graft.dispatch;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.RunDirective;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run needs of the disk or of the store of files, tried until it is there, for as long as
 * the job is wanted: no job fails because its files are away.
 */
final class Tries {
  private static final Logger LOG = LoggerFactory.getLogger(Tries.class);

  /** Seconds between two tries. */
  private static final int PAUSE = 5;

  private Tries() {}

  /** Ends a wait: somebody wants something else of the job. */
  static final class Unwanted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RunDirective wish;

    private Unwanted(RunDirective wish) {
      super("nobody waits any more");
      this.wish = wish;
    }

    RunDirective wish() {
      return wish;
    }
  }

  /**
   * Does something as soon as it can be done.
   *
   * @param what cannot be done until then, for the job's log
   * @param attempt must bear to be repeated
   * @throws Unwanted if the job is to stop before
   */
  static <T> T until(Reporter reporter, String what, Supplier<T> attempt) {
    while (true) {
      try {
        return attempt.get();
      } catch (GraftException | UncheckedIOException e) {
        if (!isOfStorage(e)) {
          throw e;
        }
        LOG.warn("{}, and is tried again", what, e);
        reporter.message(what + ", and is tried again: " + RunFailures.told(e));
      }
      pause(reporter);
    }
  }

  private static void pause(Reporter reporter) {
    for (int i = 0; i < PAUSE; i++) {
      RunDirective wish = reporter.ask();
      if (wish != RunDirective.GO_ON) {
        throw new Unwanted(wish);
      }
      try {
        Thread.sleep(Duration.ofSeconds(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("a worker's thread was interrupted", e);
      }
    }
  }

  private static boolean isOfStorage(RuntimeException failure) {
    return !(failure instanceof GraftException known)
        || known.code() == ErrorCode.STORAGE_FULL
        || known.code() == ErrorCode.STORAGE_UNAVAILABLE;
  }

  /** Whether something failed since the store of files does not answer. */
  static boolean isStoreAway(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause ->
            cause instanceof GraftException known && known.code() == ErrorCode.STORAGE_UNAVAILABLE);
  }
}
