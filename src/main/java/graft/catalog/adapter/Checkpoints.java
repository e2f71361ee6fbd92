package graft.catalog.adapter;

import graft.spec.AdapterId;
import graft.spec.JobId;
import graft.spec.Owner;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The checkpoints of jobs: adapters that are not finished, with the state of their training. To
 * {@link Adapters} they are adapters by their id and their name, and in none of its lists.
 */
public interface Checkpoints {
  /** Whose checkpoints some are. */
  record OfJob(Owner owner, JobId job) {}

  /** Jobs, whoever owns them, that have checkpoints from before some time, the oldest first. */
  List<OfJob> oldOfAll(Instant before, int limit);

  /** Those of a job, the latest first. */
  List<AdapterEntry> ofJob(Owner owner, JobId job);

  /**
   * Takes over a complete directory as {@link Adapters#keep} does, in the place of a checkpoint of
   * the same step, and deletes those that there are more than {@code last} of; what another job
   * needs stays. Joins the caller's transaction.
   *
   * @param checkpoint has a job and a step
   */
  AdapterEntry keep(Owner owner, NewAdapter checkpoint, Path directory, int last);

  /** Deletes a checkpoint, if it is there. */
  void discard(Owner owner, AdapterId id);

  /**
   * Deletes all of a job, which is about to be deleted. Joins the caller's transaction.
   *
   * @throws graft.spec.GraftException {@code STILL_IN_USE} while another job needs one of them
   */
  void forget(Owner owner, JobId job);
}
