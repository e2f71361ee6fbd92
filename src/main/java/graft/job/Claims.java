package graft.job;

import graft.spec.job.RunDirective;
import java.util.Optional;

/**
 * The jobs as workers hold them. What is written with a claim that is no longer the latest changes
 * nothing.
 */
public interface Claims {
  /**
   * Takes a queued job, whose files are to be checked first, and forgets what an earlier attempt
   * measured; empty if it is not queued with this ticket.
   */
  Optional<Claim> begin(Ticket ticket, Placement placement);

  /** Says that all files are read, and the training starts. */
  void start(Claim claim);

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
   */
  boolean requeue(Claim claim);

  /**
   * Says that whoever took this ticket is lost. A running job goes back into the queue with the
   * same ticket; if it was asked to pause it is paused, and if {@code mostAttempts} are used up it
   * fails.
   */
  void markLost(Ticket ticket, int mostAttempts);
}
