package graft.job;

import graft.job.provenance.Provenance;
import graft.spec.JobId;
import graft.spec.job.JobSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job that is about to be stored.
 *
 * @param notices what its log says beside the usual
 * @param inputs as {@link Provenance} has them
 * @param repeat the job that it repeats
 */
public record NewJob(
    JobId id,
    JobSpec spec,
    List<String> notices,
    Map<String, String> inputs,
    Optional<Provenance.Repeat> repeat) {
  public NewJob {
    notices = List.copyOf(notices);
    inputs = Map.copyOf(inputs);
  }
}
