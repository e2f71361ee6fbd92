package graft.recipe;

import graft.spec.AdapterId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An adapter that was read from published files, checked against its base model and written in the
 * house's form.
 *
 * @param directory holds its files
 * @param name inside them
 * @param task what its head answers; empty if it came without one
 * @param setup in which it was trained, itself as {@link SetupSpec#NEW}
 * @param notices what was left aside, or is read in another way than people may think
 */
public record Imported(
    AdapterId id,
    Path directory,
    String name,
    AdapterConfig config,
    Optional<TaskSpec> task,
    SetupSpec setup,
    AdapterFacts facts,
    List<String> notices) {
  public Imported {
    notices = List.copyOf(notices);
  }
}
