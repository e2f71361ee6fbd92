package graft.catalog;

import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.Owner;
import java.util.Optional;

/**
 * Somebody who uses what the catalog holds, asked before anything is deleted. Each answer is a fact
 * for the user, such as {@code job ftjob-1 is running}; empty if there is no need.
 */
public interface InUse {
  Optional<String> ofFile(Owner owner, FileId id);

  /**
   * Base models are for all: whatever of another owner needs one is not named.
   *
   * @param asking for whom the answer is
   */
  Optional<String> ofModel(Owner asking, String name);

  Optional<String> ofAdapter(Owner owner, AdapterId id);

  /** Whether a job may go on from its own checkpoints. */
  default Optional<String> ofCheckpoints(Owner owner, JobId job) {
    return Optional.empty();
  }
}
