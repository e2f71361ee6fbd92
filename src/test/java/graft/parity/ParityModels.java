package graft.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The tiny models of the reference numbers, and adapters that the reference libraries saved. */
public final class ParityModels {
  private ParityModels() {}

  /** All that have numbers. */
  public static List<String> architectures() {
    return ParityArchive.architectures();
  }

  /** One of an architecture's models. */
  public static Path first(String architecture) {
    try (Stream<Path> models = Files.list(ParityArchive.of(architecture).resolve("models"))) {
      return models.sorted().findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path directory(String architecture, String name) {
    return ParityArchive.of(architecture).resolve("models").resolve(name);
  }

  /** A case with its {@code io.safetensors} and the adapter as the library saved it. */
  public static Path saved(String architecture, String id) {
    return ParityArchive.of(architecture).resolve("cases").resolve(id);
  }
}
