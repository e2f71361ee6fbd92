package graft.catalog.model;

import graft.catalog.hub.HubSource;
import graft.format.model.ModelFacts;
import graft.spec.job.TaskDefinition.Target;
import graft.spec.job.TaskType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A directory below the model root, or what is going to be one. */
public sealed interface BaseModelEntry {
  /** The path below the model root, with {@code /} between its parts. */
  String name();

  /** When the directory was first seen, or asked for. */
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

    /**
     * What it can be trained to do anew: what its architecture does, without words where nothing in
     * its files tells them. An adapter that it goes on from may bring what they lack.
     */
    public List<TaskType> tasks() {
      return support.tasks().stream()
          .filter(task -> facts.tellsWords() || task.definition().target() != Target.TOKENS)
          .toList();
    }
  }

  /**
   * A directory that cannot be used, or a model that could not be fetched.
   *
   * @param fault what was expected and what was found
   */
  record Broken(String name, Instant createdAt, String fault) implements BaseModelEntry {}

  /** A directory that is new or has changed, and has not been read to its end yet. */
  record Checking(String name, Instant createdAt) implements BaseModelEntry {}

  /**
   * A model that is being fetched from a hub.
   *
   * @param bytes that have come so far
   */
  record Fetching(String name, Instant createdAt, HubSource source, long bytes)
      implements BaseModelEntry {}
}
