package graft.catalog.model;

import graft.catalog.Shelf;
import graft.format.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** What was read of each directory, kept in its row for as long as the directory stays the same. */
@Component
class Readings {
  private final BaseModelRows rows;
  private final Clock clock;
  private final ModelCheck check;

  /** Lets one thread at a time read directories: two would read the same one. */
  private final ReentrantLock reading = new ReentrantLock();

  Readings(BaseModelRows rows, Clock clock, ModelCheck check) {
    this.rows = rows;
    this.clock = clock;
    this.check = check;
  }

  /** Reads a directory, unless that was done and it is still the same. */
  BaseModelRow of(String name, Path directory) {
    reading.lock();
    try {
      String files = ModelRoot.fingerprint(directory);
      BaseModelRow row = row(name);
      if (row.isOf(files)) {
        return row;
      }
      read(directory, files, row);
      return rows.save(row);
    } finally {
      reading.unlock();
    }
  }

  /**
   * Keeps what is known of a directory already.
   *
   * @param place brings the directory where it stays; nobody reads it in between
   */
  void keep(String name, ModelFacts facts, Place place) throws IOException {
    reading.lock();
    try {
      Path directory = place.take();
      BaseModelRow row = row(name);
      row.read(ModelRoot.fingerprint(directory), facts);
      rows.save(row);
    } finally {
      reading.unlock();
    }
  }

  /** Brings a directory to its place. */
  @FunctionalInterface
  interface Place {
    Path take() throws IOException;
  }

  private BaseModelRow row(String name) {
    Optional<BaseModelRow> known = rows.findById(name);
    return known.orElseGet(() -> BaseModelRow.of(name, Shelf.OWNER, clock.instant()));
  }

  private void read(Path directory, String files, BaseModelRow row) {
    try {
      row.read(files, check.facts(directory));
    } catch (GraftException refused) {
      boolean isVerdict = refused.code() == ErrorCode.INVALID_MODEL;
      row.fail(isVerdict ? files : BaseModelRow.UNREAD, String.valueOf(refused.getMessage()));
    } catch (UncheckedIOException unreadable) {
      row.fail(files, row.name() + ": a file cannot be read");
    }
  }
}
