package graft.database;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what must not be lost. While the database is away it waits; for no longer than its caller
 * lives.
 *
 * @param isOver whether nobody waits for anything any more
 */
public record Insistence(Presence database, BooleanSupplier isOver) {
  private static final Logger LOG = LoggerFactory.getLogger(Insistence.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /**
   * Runs a write until it has got through.
   *
   * @param write may have taken effect when it fails, and must bear to be repeated then
   */
  public <T> T write(Supplier<T> write) {
    while (true) {
      try {
        return write.get();
      } catch (RuntimeException e) {
        if (!DatabaseAway.isReasonOf(e) || isOver.getAsBoolean()) {
          throw e;
        }
        LOG.info("Waiting for the database: {}", e.getMessage());
        pause(e);
      }
    }
  }

  private void pause(RuntimeException failure) {
    try {
      Thread.sleep(PAUSE);
      while (database.isAway() && !isOver.getAsBoolean()) {
        database.awaitReturn(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
