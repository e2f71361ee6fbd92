package graft.recipe.finetune;

import graft.recipe.FineTuneSpec;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdaptedModel.Surroundings;
import graft.spec.job.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A model once more for each lane but the first, over the parameters of the first one. Owns these,
 * not the first.
 */
record Replicas(AdaptedModel first, List<AdaptedModel> others) implements AutoCloseable {
  /** Those of a job's model. */
  static Replicas of(AdaptedModel first, FineTuneSpec spec, int lanes) {
    JobSpec job = spec.job();
    Surroundings around = new Surroundings(job.setup(), spec.adapters());
    return of(first, lanes, () -> first.replica(job.adapter(), job.task(), around));
  }

  /** As many as there are lanes, the first included. */
  static Replicas of(AdaptedModel first, int lanes, Supplier<AdaptedModel> replica) {
    Replicas replicas = new Replicas(first, new ArrayList<>());
    try {
      for (int lane = 1; lane < lanes; lane++) {
        replicas.others.add(replica.get());
      }
      return replicas;
    } catch (RuntimeException e) {
      replicas.close();
      throw e;
    }
  }

  /** How the first one trains, with all others beside it. */
  Training beside(Training training) {
    return training.with(others.stream().map(training::of).toList());
  }

  @Override
  public void close() {
    others.forEach(AdaptedModel::close);
  }
}
