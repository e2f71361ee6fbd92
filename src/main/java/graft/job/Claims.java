package graft.job;

import graft.spec.JobId;
import graft.spec.job.RunDirective;
import java.util.Optional;

/**
 * The jobs as workers hold them. What is written with a claim that is no longer the latest changes
 * nothing.
 */
public interface Claims {
  /**
   * Takes a queued job, whose files are to be checked first; empty if it is not queued with this
   * ticket.
   */
  Optional<Claim> begin(Ticket ticket, Placement placement);

  /**
   * Says that all files are read, and the training starts.
   *
   * @param step the steps of earlier attempts that it goes on behind; 0 where it begins, and what
   *     they measured is forgotten
   */
  void start(Claim claim, int step);

  /** Says that the state after a step is kept. Joins the caller's transaction. */
  void checkpointed(Claim claim, int step, String modelName);

  /**
   * Forgets what an earlier attempt measured at later steps than the last report's. Joins the
   * caller's transaction.
   */
  void trim(Claim claim);

  /** Whether a claim of this epoch still holds. */
  boolean holds(JobId job, long epoch);

  /** Writes a report, and says what the world wants of the job. */
  RunDirective report(Claim claim, ProgressReport report);

  /** Whether the claim still held; if not, nothing was written. Joins the caller's transaction. */
  boolean succeed(Claim claim, JobResult result);

  /** Whether the claim still held; if not, nothing was written. */
  boolean fail(Claim claim, Failure failure);

  /**
   * Answers {@link RunDirective#PAUSE}: whether the claim still held; if not, nothing was written.
   */
  boolean pause(Claim claim);

  /**
   * Puts the job back into the queue with the same ticket, as if this attempt had not been: whether
   * the claim still held.
   *
   * @param why for the log, such as {@code The worker is shutting down}
   */
  boolean requeue(Claim claim, String why);

  /**
   * Says that whoever took this ticket is lost. A running job goes back into the queue with the
   * same ticket; if it was asked to pause it is paused, and if {@code mostFruitless} workers were
   * lost with it since its last new checkpoint it fails: a node may die, but one that always dies
   * of the same job does not.
   *
   * @return whether somebody had the job with this ticket, and has it no longer
   */
  boolean markLost(Ticket ticket, int mostFruitless);
}
