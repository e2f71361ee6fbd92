package graft.table;

import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
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
 * <p>The format is recognised: gzip by its first bytes, then JSON Lines by an opening brace, then
 * by the filename's ending, then CSV or TSV by the first line. {@link #open} is for files that must
 * be right, {@link #profile} for files that have just arrived.
 */
public final class Table implements Iterator<Row>, AutoCloseable {
  private final Lines lines;
  private final TableFormat format;
  private final Rows rows;
  private final FaultLog faults;
  private @Nullable Row ahead;
  private boolean hasRows;

  private Table(Lines lines, String filename, TableLimits limits, FaultLog faults) {
    this.lines = lines;
    this.faults = faults;
    this.format = TableFormat.recognise(filename, lines.head(), faults);
    this.rows = Rows.of(format, lines, limits, faults);
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
    Table table = start(file, filename, limits, new FaultLog(1));
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
    try (Table table = start(file, filename, limits, faults)) {
      Profiler profiler = new Profiler(table.format, limits, faults);
      for (Row row = table.read(); row != null; row = table.read()) {
        profiler.add(row);
      }
      return profiler.profile(table.format);
    }
  }

  public TableFormat format() {
    return format;
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
    lines.close();
  }

  /** The next row that can be read; null at the end. A file without any row is a fault. */
  private @Nullable Row read() {
    Row row = rows.next();
    if (row != null) {
      hasRows = true;
    } else if (!hasRows && faults.isEmpty()) {
      faults.addLast(1, 1, lines.number() == 0 ? "the file is empty" : "the file has no rows");
    }
    return row;
  }

  private static Table start(Path file, String filename, TableLimits limits, FaultLog faults) {
    Lines lines = new Lines(content(file, limits, faults), limits.maxLineBytes(), faults);
    try {
      return new Table(lines, filename, limits, faults);
    } catch (UncheckedIOException e) {
      try (lines) {
        throw e;
      }
    }
  }

  private static InputStream content(Path file, TableLimits limits, FaultLog faults) {
    try {
      return Content.open(file, limits);
    } catch (BrokenContentException broken) {
      faults.addLast(1, 1, broken.reason());
      return InputStream.nullInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
