package graft.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

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

  @Override
  public String toString() {
    return bytes + " " + state;
  }
}
