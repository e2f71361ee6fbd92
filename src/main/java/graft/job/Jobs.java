package graft.job;

import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.Owner;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs as users see and steer them. Every change of a job's state happens in the caller's
 * transaction if there is one.
 */
public interface Jobs {
  /**
   * Takes a place in the queue for a job that is about to be submitted.
   *
   * @throws graft.spec.GraftException {@code RATE_LIMIT_EXCEEDED} if as many wait as may
   */
  void requireRoomOfAll();

  /** Stores a new job, queued. */
  Job submit(Owner owner, NewJob job);

  /**
   * Forgets a job that has ended, with its events and metrics. Joins the caller's transaction.
   *
   * @return the job as it was
   * @throws graft.spec.GraftException {@code JOB_NOT_FOUND}, {@code INVALID_STATE}
   */
  Job delete(Owner owner, JobId id);

  /**
   * @throws graft.spec.GraftException {@code JOB_NOT_FOUND}
   */
  Job get(Owner owner, JobId id);

  /**
   * A job, whoever owns it.
   *
   * @throws graft.spec.GraftException {@code JOB_NOT_FOUND}
   */
  Job getOfAll(JobId id);

  /**
   * The newest jobs first.
   *
   * @param after the job before the first one wanted
   * @throws graft.spec.GraftException {@code JOB_NOT_FOUND} if there is no such job
   */
  List<Job> list(Owner owner, JobFilter filter, Optional<JobId> after, int limit);

  /**
   * The places of those that are queued, among the jobs of all; the next to start has 1. The first
   * five hundred are exact, those behind are estimated.
   */
  Map<JobId, Integer> queuePositions(Owner owner, Collection<JobId> jobs);

  /** How many jobs are queued. */
  long queuedOfAll();

  /**
   * Ends a job that has not ended. Who runs it can write nothing more.
   *
   * @throws graft.spec.GraftException {@code JOB_NOT_FOUND}, {@code INVALID_STATE}
   */
  Job cancel(Owner owner, JobId id);

  /**
   * Takes a queued job out of the queue, or asks its worker to stop.
   *
   * @throws graft.spec.GraftException {@code JOB_NOT_FOUND}, {@code INVALID_STATE}
   */
  Job pause(Owner owner, JobId id);

  /**
   * Puts a paused job back into the queue, with a new ticket; a running one that was asked to stop
   * goes on.
   *
   * @throws graft.spec.GraftException {@code JOB_NOT_FOUND}, {@code INVALID_STATE}
   */
  Job resume(Owner owner, JobId id);

  /** Whether a job, whoever owns it, had ended by some time. */
  boolean hasEndedOfAll(JobId id, Instant before);

  /**
   * Deletes the events and metrics of jobs that had ended by some time.
   *
   * @return of how many jobs, at most {@code limit}
   */
  int forgetHistoryOfAll(Instant before, int limit);

  /** A job that has not ended and reads this file. */
  Optional<JobId> needing(Owner owner, FileId file);

  /** A job that has not ended and starts from this adapter or trains beside it. */
  Optional<JobId> needing(Owner owner, AdapterId adapter);

  /** A job, whoever owns it, that has not ended and trains on this base model. */
  Optional<Job> needingModelOfAll(String name);
}
