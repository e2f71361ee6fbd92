package graft.recipe;

import graft.spec.AdapterId;
import graft.spec.job.SetupSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Published files to read.
 *
 * @param files a directory in AdapterHub's or PEFT's layout, or of a whole setup
 * @param id of the adapter that comes of it
 * @param name that the sender gave it; files that hold one keep theirs
 * @param labels that the sender gave the classes of its head; none where the files say them
 * @param setup in which it was trained, itself as {@link SetupSpec#NEW}; a fusion must have one
 * @param companions what the setup names beside it, by id
 */
public record ImportSpec(
    Path files,
    AdapterId id,
    ModelSource model,
    Optional<String> name,
    List<String> labels,
    Optional<SetupSpec> setup,
    Map<String, AdapterSource> companions) {
  public ImportSpec {
    labels = List.copyOf(labels);
    companions = Map.copyOf(companions);
  }
}
