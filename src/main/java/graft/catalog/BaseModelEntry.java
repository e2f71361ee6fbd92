package graft.catalog;

import java.nio.file.Path;
import java.time.Instant;

/** A directory below the model root. */
public sealed interface BaseModelEntry {
  /** The path below the model root, with {@code /} between its parts. */
  String name();

  Path directory();

  /** When the directory was first seen. */
  Instant createdAt();

  /**
   * A directory whose configuration and tensor headers were read without a fault.
   *
   * @param sha256 digest of its weights, lower-case hexadecimal
   */
  record Usable(String name, Path directory, Instant createdAt, ModelFacts facts, String sha256)
      implements BaseModelEntry {}

  /**
   * A directory that cannot be used.
   *
   * @param fault what was expected and what was found
   */
  record Broken(String name, Path directory, Instant createdAt, String fault)
      implements BaseModelEntry {}
}
