package quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What was measured, a line each. */
record Kept(Path file) {
  List<Measured> all() throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(Measured::of).toList()
        : List.of();
  }

  boolean has(Quality.Run run) {
    try {
      return all().stream().anyMatch(one -> one.isOf(run));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  void add(Measured one) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file, one.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
