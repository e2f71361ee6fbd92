package graft.job;

import graft.job.provenance.Provenance;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.Progress;
import graft.spec.job.JobSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A fine-tuning job.
 *
 * @param placement where it runs, or ran last
 * @param attempts how often a worker took it and did not give it back in order
 * @param checkpointStep the step that another attempt would go on behind; empty where it would
 *     begin again
 * @param progress the latest report
 * @param metrics of the weights that were kept; until then the latest that were measured
 * @param trainedTokens real tokens seen, those of steps that are repeated once; empty before it
 *     began
 * @param provenance what its bytes depend on
 * @param version raised with every change
 * @param startedAt when a worker took it first
 */
public record Job(
    JobId id,
    Owner owner,
    JobSpec spec,
    JobState state,
    Ticket ticket,
    Optional<Placement> placement,
    int attempts,
    Optional<Integer> checkpointStep,
    Optional<Progress> progress,
    Map<String, Double> metrics,
    Optional<Long> trainedTokens,
    Provenance provenance,
    long version,
    Instant createdAt,
    Optional<Instant> startedAt) {
  public Job {
    metrics = Map.copyOf(metrics);
  }
}
