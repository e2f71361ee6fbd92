package graft.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tells a file from the one that was there before: its size, its times and its number. The
 * time of the last change of any kind counts too, which nobody can set back.
 *
 * @param bytes its size
 * @param state the rest, in the file system's own terms
 */
public record FileStamp(long bytes, String state) {
  private static final String POSIX = "unix:ino,ctime,lastModifiedTime";
  private static final String ELSEWHERE = "basic:lastModifiedTime,fileKey";

  /** Follows links. */
  public static FileStamp of(Path file) throws IOException {
    boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    Map<String, Object> read = Files.readAttributes(file, isPosix ? POSIX : ELSEWHERE);
    String state =
        read.keySet().stream()
            .sorted()
            .map(key -> String.valueOf(read.get(key)))
            .collect(Collectors.joining(" "));
    return new FileStamp(Files.size(file), state);
  }

  /**
   * Stamps of the files in a directory, by name; not of what lies deeper.
   *
   * @throws UncheckedIOException if there is no such directory, or a file of it has just gone
   */
  public static SortedMap<String, FileStamp> ofFiles(Path directory) {
    SortedMap<String, FileStamp> stamps = new TreeMap<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.filter(Files::isRegularFile).toList()) {
        stamps.put(String.valueOf(file.getFileName()), of(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableSortedMap(stamps);
  }

  /**
   * Whether the bytes of a file were written anew where they are, for which {@code later} is its
   * stamp: whoever reads them meanwhile has some of the old ones and some of the new. A file that
   * another was renamed to is another one, and who has the old one open keeps it.
   */
  public boolean wasOverwritten(FileStamp later) {
    List<String> before = List.of(state.split(" "));
    List<String> after = List.of(later.state.split(" "));
    int number = before.size() - 2;
    int modified = before.size() - 1;
    return before.size() == after.size()
        && before.get(number).equals(after.get(number))
        && !(bytes == later.bytes && before.get(modified).equals(after.get(modified)));
  }

  @Override
  public String toString() {
    return bytes + " " + state;
  }
}
