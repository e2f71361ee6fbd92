package graft.table;

import graft.table.parquet.ParquetException;
import graft.table.parquet.ParquetFile;
import graft.table.source.FaultLog;
import graft.table.source.Notes;
import graft.table.source.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a Parquet file; a row's line is its number. Nothing is read behind a fault. */
final class ParquetRows implements Rows {
  private final SeekableByteChannel channel;
  private final FaultLog faults;
  private final Notes notes;
  private @Nullable ParquetFile file;
  private ClassLabels labels = ClassLabels.of("");

  /** The last text that was looked at: a dictionary gives the same one again. */
  private @Nullable String sound;

  private long number;

  ParquetRows(SeekableByteChannel channel, TableLimits limits, FaultLog faults, Notes notes) {
    this.channel = channel;
    this.faults = faults;
    this.notes = notes;
    if (faults.isFull()) {
      return;
    }
    attempt(() -> {
      long most = limits.unpackedLimit(channel.size());
      ParquetFile opened = ParquetFile.open(channel, most, limits.maxLineBytes());
      checkColumns(opened.columns(), limits.maxColumns());
      labels = ClassLabels.of(opened.note(ClassLabels.NOTE));
      file = opened;
      return null;
    });
  }

  @Override
  public @Nullable Row next() {
    return faults.isFull() ? null : attempt(this::read);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private interface Step {
    @Nullable Row run() throws IOException;
  }

  /** Does one step; what is wrong with the file ends the reading. */
  private @Nullable Row attempt(Step step) {
    try {
      return step.run();
    } catch (ParquetException | IllegalArgumentException refused) {
      String what = number == 0 ? "the Parquet file cannot be read: " : "";
      faults.addLast(Math.max(1, number), 1, what + refused.getMessage());
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkColumns(List<String> columns, int most) {
    if (columns.size() > most) {
      throw new IllegalArgumentException(
          "it has " + columns.size() + " columns; at most " + most + " are read");
    }
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new IllegalArgumentException("it names the column \"" + column + "\" twice");
      }
    }
  }

  private @Nullable Row read() throws IOException {
    number++;
    Map<String, @Nullable Object> stored = file == null ? null : file.next();
    if (stored == null) {
      return null;
    }
    Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(stored.size());
    for (Map.Entry<String, @Nullable Object> entry : stored.entrySet()) {
      String column = entry.getKey();
      values.put(column, labels.named(column, checked(column, entry.getValue())));
    }
    return new Row(number, values);
  }

  /** The value without bytes, which nothing here reads. */
  @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // comparing would cost as much
  private @Nullable Object checked(String column, @Nullable Object value) {
    return switch (value) {
      case String text -> {
        // Read from UTF-8, which has no halves of surrogate pairs.
        if (text != sound && text.indexOf(0) >= 0) {
          throw new IllegalArgumentException("column " + column + ": " + Texts.explained('\0'));
        }
        sound = text;
        yield text;
      }
      case byte[] _ -> {
        notes.count("column " + column + ": values that are bytes and no text, read as null");
        yield null;
      }
      case List<?> items -> {
        List<@Nullable Object> all = new ArrayList<>(items.size());
        items.forEach(item -> all.add(checked(column, item)));
        yield all;
      }
      case Map<?, ?> members -> {
        Map<String, @Nullable Object> all = LinkedHashMap.newLinkedHashMap(members.size());
        members.forEach((name, item) -> all.put(name.toString(), checked(column, item)));
        yield all;
      }
      case null, default -> value;
    };
  }
}
