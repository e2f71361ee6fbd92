package graft.table;

import graft.spec.GraftException;
import graft.table.source.FaultLog;
import graft.table.source.Notes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a data-set file, read as they are asked for. Confined to one thread; whoever opens it
 * closes it.
 *
 * <p>The format is recognised by the content, and by the filename where that tells nothing. {@link
 * #open} is for files that must be right, {@link #profile} for files that have just arrived.
 */
public final class Table implements Iterator<Row>, AutoCloseable {
  private final OpenTable file;
  private final ColumnNames names;
  private final FaultLog faults;
  private @Nullable Row ahead;
  private boolean hasRows;

  private Table(OpenTable file, ColumnNames names, FaultLog faults) {
    this.file = file;
    this.names = names;
    this.faults = faults;
  }

  /** Opens with the default limits. */
  public static Table open(Path file, String filename) {
    return open(file, filename, TableLimits.DEFAULTS);
  }

  /**
   * Opens a file whose every row must be readable.
   *
   * @param filename as the user knows it; its ending is a hint at the format
   * @throws GraftException {@link graft.spec.ErrorCode#INVALID_FILE} with the first fault: here
   *     when the file has no row or the first is faulty, later from {@link #hasNext}
   * @throws UncheckedIOException when the disk fails
   */
  public static Table open(Path file, String filename, TableLimits limits) {
    Table table = start(file, filename, limits, new FaultLog(1), new Notes());
    try {
      var _ = table.hasNext();
      return table;
    } catch (GraftException | UncheckedIOException e) {
      table.close();
      throw e;
    }
  }

  /** Profiles with the default limits. */
  public static TableProfile profile(Path file, String filename) {
    return profile(file, filename, TableLimits.DEFAULTS);
  }

  /**
   * Reads a whole file and says what is in it. Faults of the content are part of the answer.
   *
   * @throws UncheckedIOException when the disk fails
   */
  public static TableProfile profile(Path file, String filename, TableLimits limits) {
    FaultLog faults = new FaultLog(limits.maxFaults());
    Notes notes = new Notes();
    try (Table table = start(file, filename, limits, faults, notes)) {
      Profiler profiler = new Profiler(table.format(), limits, faults);
      for (Row row = table.read(); row != null; row = table.read()) {
        profiler.add(row);
      }
      return profiler.profile(table.file.separator(), notes);
    }
  }

  public TableFormat format() {
    return file.format();
  }

  /** The rows not yet read. */
  public Stream<Row> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /**
   * Reads ahead by one row.
   *
   * @throws GraftException {@link graft.spec.ErrorCode#INVALID_FILE} when a fault comes first
   */
  @Override
  public boolean hasNext() {
    if (ahead == null) {
      ahead = read();
      faults.throwIfAny();
    }
    return ahead != null;
  }

  @Override
  public Row next() {
    if (!hasNext() || ahead == null) {
      throw new NoSuchElementException("all rows are read");
    }
    Row row = ahead;
    ahead = null;
    return row;
  }

  @Override
  public void close() {
    try {
      file.rows().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next row that can be read; null at the end. A file without any row is a fault. */
  private @Nullable Row read() {
    for (Row row = file.rows().next(); row != null; row = file.rows().next()) {
      Row named = names.named(row);
      if (named != null) {
        hasRows = true;
        return named;
      }
    }
    if (!hasRows && faults.isEmpty()) {
      faults.addLast(1, 1, file.isEmpty() ? "the file is empty" : "the file has no rows");
    }
    return null;
  }

  private static Table start(
      Path file, String filename, TableLimits limits, FaultLog faults, Notes notes) {
    ColumnNames names = new ColumnNames(faults, notes);
    return new Table(OpenTable.of(file, filename, limits, names, faults, notes), names, faults);
  }
}
