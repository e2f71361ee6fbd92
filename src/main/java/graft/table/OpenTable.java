package graft.table;

import graft.table.folder.ImageFolder;
import graft.table.separated.Separated;
import graft.table.separated.Separator;
import graft.table.source.BrokenContentException;
import graft.table.source.FaultLog;
import graft.table.source.Lines;
import graft.table.source.Notes;
import graft.table.source.Signature;
import graft.table.source.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * A file whose format is known, before its first row.
 *
 * @param separator of a file of separated fields
 * @param isEmpty whether it has no bytes
 */
record OpenTable(TableFormat format, Optional<String> separator, Rows rows, boolean isEmpty) {
  /** What is temporary ends so, wherever data are kept. */
  private static final String UNPACKED = ".part";

  private static final Set<OpenOption> SCRATCH =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);

  static OpenTable of(
      Path file,
      String filename,
      TableLimits limits,
      ColumnNames names,
      FaultLog faults,
      Notes notes) {
    Source source = Source.open(file, limits::unpackedLimit, faults);
    try {
      if (ImageFolder.isArchive(source.head()) && ImageFolder.is(file)) {
        source.in().close();
        return folder(file, limits, faults, notes);
      }
      TableFormat format = TableFormat.recognise(filename, source.head());
      if (!TableFormat.isParquet(source.head())) {
        Signature.refusal(source.head()).ifPresent(refusal -> faults.addLast(1, 1, refusal));
      }
      Opening opening = new Opening(file, filename, source, limits, names, faults, notes);
      return switch (format) {
        case JSON_LINES -> opening.lines();
        case JSON -> opening.document();
        case CSV, TSV -> opening.separated(format == TableFormat.TSV ? '\t' : ',');
        case PARQUET -> opening.parquet();
        case IMAGE_FOLDER -> throw new IllegalStateException("no name makes a folder");
      };
    } catch (IOException e) {
      close(source);
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException e) {
      close(source);
      throw e;
    }
  }

  private static OpenTable folder(Path file, TableLimits limits, FaultLog faults, Notes notes)
      throws IOException {
    long budget = limits.unpackedLimit(Files.size(file));
    return new OpenTable(
        TableFormat.IMAGE_FOLDER,
        Optional.empty(),
        new Rows.OfFolder(ImageFolder.open(file, budget, faults, notes)),
        false);
  }

  private static void close(Source source) {
    try {
      source.in().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that a format's rows need. */
  private record Opening(
      Path file,
      String filename,
      Source source,
      TableLimits limits,
      ColumnNames names,
      FaultLog faults,
      Notes notes) {
    OpenTable lines() {
      Lines lines = new Lines(source.in(), limits.maxLineBytes(), faults);
      return of(TableFormat.JSON_LINES, new JsonRows(lines, limits, faults));
    }

    OpenTable document() {
      String head = new String(source.head(), StandardCharsets.ISO_8859_1);
      boolean isWrapped = TableFormat.WRAPPED.matcher(head).lookingAt();
      return of(TableFormat.JSON, new JsonDocumentRows(source.in(), isWrapped, limits, faults));
    }

    /** Opened twice, since what cells hold is found before they are read. */
    OpenTable separated(char promised) throws IOException {
      source.in().close();
      Separator found = Separator.of(source.head(), promised);
      noteOther(found);
      Separated separated =
          new Separated(this::linesOf, found, limits.maxColumns(), limits.maxLineBytes());
      Rows rows = new SeparatedRows(separated, names, faults, notes);
      return new OpenTable(
          found.character() == '\t' ? TableFormat.TSV : TableFormat.CSV,
          Optional.of(String.valueOf(found.character())),
          rows,
          source.head().length == 0);
    }

    private Lines linesOf(FaultLog log) {
      boolean isRefused = faults.isFull();
      Source again = Source.open(file, limits::unpackedLimit, log);
      if (isRefused && !log.isFull()) {
        log.addLast(1, 1, "refused before");
      }
      return new Lines(again.in(), limits.maxLineBytes(), log);
    }

    private void noteOther(Separator found) {
      TableFormat.named(filename)
          .filter(TableFormat::isText)
          .filter(named -> (named == TableFormat.TSV ? '\t' : ',') != found.character())
          .ifPresent(named ->
              notes.add(
                  "fields are separated by "
                      + found.word()
                      + ", though the name ends in ."
                      + named.json()
                      + "; they are read so"));
    }

    OpenTable parquet() throws IOException {
      SeekableByteChannel channel = isPacked() ? unpacked() : Files.newByteChannel(file);
      source.in().close();
      return of(TableFormat.PARQUET, new ParquetRows(channel, limits, faults, notes));
    }

    private boolean isPacked() throws IOException {
      try (var in = Files.newInputStream(file)) {
        return in.read() == 0x1f;
      }
    }

    /**
     * Parquet is read from its end, so that it must lie somewhere unpacked: beside the file, since
     * there is room for data, and under a name that a crash leaves to be swept.
     */
    private SeekableByteChannel unpacked() throws IOException {
      Path plain =
          Files.createTempFile(file.resolveSibling(""), file.getFileName() + ".", UNPACKED);
      FileChannel channel = FileChannel.open(plain, SCRATCH);
      try {
        source.in().transferTo(Channels.newOutputStream(channel));
        channel.position(0);
      } catch (BrokenContentException broken) {
        faults.addLast(1, 1, broken.reason());
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      return channel;
    }

    private OpenTable of(TableFormat format, Rows rows) {
      return new OpenTable(format, Optional.empty(), rows, source.head().length == 0);
    }
  }
}
