package graft.catalog;

import graft.format.model.ModelFacts;
import java.nio.file.Path;
import java.time.Instant;

/** A directory below the model root. */
public sealed interface BaseModelEntry {
  /** The path below the model root, with {@code /} between its parts. */
  String name();

  Path directory();

  /** When the directory was first seen. */
  Instant createdAt();

  /** A directory whose configuration and tensor headers were read without a fault. */
  record Usable(
      String name,
      Path directory,
      Instant createdAt,
      ModelFacts facts,
      ArchitectureFacts.Support support)
      implements BaseModelEntry {
    /** Digest of its weights, lower-case hexadecimal. */
    public String sha256() {
      return facts.sha256();
    }
  }

  /**
   * A directory that cannot be used.
   *
   * @param fault what was expected and what was found
   */
  record Broken(String name, Path directory, Instant createdAt, String fault)
      implements BaseModelEntry {}
}
