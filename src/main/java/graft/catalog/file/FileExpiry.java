package graft.catalog.file;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Lets files whose time has come go, though nobody asks for them. */
@Component
class FileExpiry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileExpiry.class);
  private static final Duration BEAT = Duration.ofMinutes(1);

  private final StoredFiles files;
  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  FileExpiry(StoredFiles files) {
    this.files = files;
    var _ =
        pulse.scheduleWithFixedDelay(
            this::beat, BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    pulse.shutdownNow();
  }

  private void beat() {
    try {
      files.deleteDueOfAll();
    } catch (RuntimeException unexpected) {
      // A database that is away is back at some later beat.
      LOG.warn("Files whose time has come could not be deleted", unexpected);
    }
  }
}
