package graft.recipe.checkpoint;

import graft.format.AtomicFile;
import graft.format.Digest;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SHA-256 of every file of a directory, in a file beside them: a line each, the digest, two
 * spaces and the name, as {@code sha256sum} writes it.
 */
final class Checksums {
  static final String FILE = "SHA256SUMS";

  private Checksums() {}

  /** Adds the file to a directory that is otherwise complete. */
  static void write(Path directory) {
    String lines =
        of(directory).entrySet().stream()
            .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
            .collect(Collectors.joining());
    AtomicFile.write(
        directory.resolve(FILE),
        out -> {
          try {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * Reads every byte.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} naming the first file that is missing,
   *     changed or too many
   */
  static void verify(Path directory) {
    Map<String, String> expected = read(directory.resolve(FILE));
    Map<String, String> found = Files.isDirectory(directory) ? of(directory) : Map.of();
    expected.forEach((name, digest) -> {
      require(found.containsKey(name), name + " is missing");
      require(digest.equals(found.get(name)), name + " is not as it was written");
    });
    found.keySet().forEach(name -> require(expected.containsKey(name), name + " is unknown"));
  }

  private static Map<String, String> read(Path file) {
    require(Files.exists(file), FILE + " is missing");
    Map<String, String> digests = new TreeMap<>();
    for (String line : lines(file)) {
      String[] parts = line.split(" {2}", 2);
      require(parts.length == 2, FILE + " is not as it was written");
      digests.put(parts[1], parts[0]);
    }
    require(!digests.isEmpty(), FILE + " is empty");
    return digests;
  }

  private static List<String> lines(Path file) {
    try {
      // Every byte is a character here: what is damaged is no text any more.
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> of(Path directory) {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      files
          .filter(file -> !file.endsWith(FILE))
          .forEach(file ->
              digests.put(String.valueOf(file.getFileName()), Digest.sha256(List.of(file))));
      return digests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(boolean holds, String fact) {
    if (!holds) {
      throw new GraftException(ErrorCode.INVALID_ADAPTER, fact);
    }
  }
}
