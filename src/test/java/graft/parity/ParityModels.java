package graft.parity;

import java.nio.file.Path;

/** The tiny models of the reference numbers, for tests that need a real model directory. */
public final class ParityModels {
  private ParityModels() {}

  public static Path directory(String architecture, String name) {
    return ParityArchive.of(architecture).resolve("models").resolve(name);
  }
}
