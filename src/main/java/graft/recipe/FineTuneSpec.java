package graft.recipe;

import graft.spec.job.JobSpec;
import java.util.Map;
import java.util.Optional;

/**
 * A job with everything that it refers to.
 *
 * @param adapters the adapters that the job's setup or start names, by id
 */
public record FineTuneSpec(
    JobSpec job,
    ModelSource model,
    DataSource training,
    Optional<DataSource> validation,
    Optional<DataSource> test,
    Map<String, AdapterSource> adapters) {
  public FineTuneSpec {
    adapters = Map.copyOf(adapters);
  }

  /** The adapter that training goes on from. */
  public Optional<AdapterSource> start() {
    return job.startFrom().map(id -> adapters.get(id.value()));
  }
}
