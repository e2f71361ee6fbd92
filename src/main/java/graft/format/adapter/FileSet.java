package graft.format.adapter;

import graft.format.AtomicFile;
import graft.format.StoredZip;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files that belong together, to be written as a directory or as a ZIP file. */
public record FileSet(List<Entry> files) {
  public FileSet {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param content writes the same bytes whenever it is called
   */
  public record Entry(String name, Consumer<OutputStream> content) {
    /** The same file in a directory, whose name ends with a slash. */
    Entry in(String directory) {
      return new Entry(directory + name, content);
    }

    /** A file as it lies somewhere, under its own name. */
    public static Entry copy(Path file) {
      return new Entry(
          String.valueOf(file.getFileName()),
          out -> {
            try {
              Files.copy(file, out);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }

    public static Entry text(String name, String text) {
      return bytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Entry bytes(String name, byte[] bytes) {
      return new Entry(
          name,
          out -> {
            try {
              out.write(bytes);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** The same with further files; one that is there already stays. */
  public FileSet and(List<Entry> more) {
    Set<String> names = files.stream().map(Entry::name).collect(Collectors.toSet());
    return new FileSet(
        Stream.concat(files.stream(), more.stream().filter(file -> !names.contains(file.name())))
            .toList());
  }

  /** Makes a directory, which appears when it is complete and on disk. */
  public void writeTo(Path directory) {
    AtomicFile.fill(directory, draft -> files.forEach(file -> write(draft, file)));
  }

  /** Writes a ZIP file to a stream, and leaves it open. The same bundle gives the same bytes. */
  public void zipTo(OutputStream out) {
    StoredZip zip = new StoredZip(out);
    files.forEach(file -> zip.put(file.name(), file.content()));
    zip.finish();
  }

  private static void write(Path directory, Entry file) {
    try (OutputStream out = Files.newOutputStream(directory.resolve(file.name()))) {
      file.content().accept(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
