package graft.parity;

import java.nio.file.Path;

/** The tiny models of the reference numbers, and adapters that the reference libraries saved. */
public final class ParityModels {
  private ParityModels() {}

  public static Path directory(String architecture, String name) {
    return ParityArchive.of(architecture).resolve("models").resolve(name);
  }

  /** A case with its {@code io.safetensors} and the adapter as the library saved it. */
  public static Path saved(String architecture, String id) {
    return ParityArchive.of(architecture).resolve("cases").resolve(id);
  }
}
