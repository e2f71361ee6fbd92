package graft.catalog.adapter;

import graft.spec.AdapterId;
import graft.spec.JobId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.combination.Combining;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trained or imported adapter.
 *
 * @param name {@code ft:<base>:<owner>:<suffix>:<short id>}
 * @param model name of its base model
 * @param task what its head answers; empty if it has none
 * @param setup in which it was trained, itself as {@link SetupSpec#NEW}
 * @param trainableParameters of the adapter, its head not counted
 * @param headParameters of its head, where that was trained too
 * @param bytes of all its files, the head's included
 * @param sha256 digest of its tensors, lower-case hexadecimal
 * @param job the job that trained it; empty if it was imported, or if that job was deleted
 * @param parent the adapter that its training started from; empty once that is deleted
 * @param step optimizer steps that were done, where it is a checkpoint
 * @param notices what was left aside or read in another way when it was imported
 * @param directory in the AdapterHub layout, with a manifest
 * @param combination how it was made of others
 */
public record AdapterEntry(
    AdapterId id,
    String name,
    String model,
    AdapterConfig config,
    Optional<TaskSpec> task,
    SetupSpec setup,
    AdapterState state,
    long trainableParameters,
    long headParameters,
    long bytes,
    String sha256,
    Map<String, Double> metrics,
    Optional<JobId> job,
    Optional<AdapterId> parent,
    Optional<Integer> step,
    List<String> notices,
    Instant createdAt,
    Path directory,
    Optional<Combining> combination) {
  /** How the names of all adapters begin. */
  public static final String PREFIX = "ft:";

  public AdapterEntry {
    metrics = Map.copyOf(metrics);
    notices = List.copyOf(notices);
  }

  /** The setup in which it was trained, itself by its id. */
  public SetupSpec trainedIn() {
    return setup.renamed(leaf -> leaf.equals(SetupSpec.NEW) ? id.value() : leaf);
  }

  /** The method's name as users know it: {@code lora}. */
  public String method() {
    return config.method();
  }
}
