package graft.dispatch;

import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.Checkpoints;
import graft.catalog.evaluation.Evaluations;
import graft.catalog.file.DataFiles;
import graft.job.Job;
import graft.job.JobState;
import graft.job.Jobs;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.Owner;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What users want of a job after its submission. */
@Service
public class JobControl {
  private final Jobs jobs;
  private final JobQueue queue;
  private final Signals signals;
  private final Adapters adapters;
  private final Checkpoints checkpoints;
  private final Evaluations evaluations;
  private final DataFiles files;
  private final TransactionTemplate transaction;

  public JobControl(
      Jobs jobs,
      JobQueue queue,
      Signals signals,
      Adapters adapters,
      Checkpoints checkpoints,
      Evaluations evaluations,
      DataFiles files,
      TransactionTemplate transaction) {
    this.jobs = jobs;
    this.queue = queue;
    this.signals = signals;
    this.adapters = adapters;
    this.checkpoints = checkpoints;
    this.evaluations = evaluations;
    this.files = files;
    this.transaction = transaction;
  }

  /** Ends it; if it runs on this node, after the step in progress. */
  public Job cancel(Owner owner, JobId id) {
    Job job = jobs.cancel(owner, id);
    signals.changed(id);
    return job;
  }

  /** Takes it out of the queue, or asks its worker to stop after the step in progress. */
  public Job pause(Owner owner, JobId id) {
    Job job = jobs.pause(owner, id);
    signals.changed(id);
    return job;
  }

  /**
   * Forgets a job that has ended, with its events, metrics, checkpoints and result files. Its
   * adapter and the evaluations of it stay, and name no job any more.
   *
   * @throws GraftException {@code JOB_NOT_FOUND}; {@code INVALID_STATE} if it has not ended; {@code
   *     STILL_IN_USE} while another job starts from one of its checkpoints
   */
  public void delete(Owner owner, JobId id) {
    transaction.executeWithoutResult(_ -> {
      checkpoints.forget(owner, id);
      adapters.forget(owner, id);
      evaluations.forget(owner, id);
      if (jobs.delete(owner, id).state() instanceof JobState.Succeeded succeeded) {
        files.deleteIfThere(owner, succeeded.result().resultFile());
      }
    });
  }

  /** Puts it back into the queue, unless its worker has not stopped yet. */
  public Job resume(Owner owner, JobId id) {
    return transaction.execute(_ -> {
      Job job = jobs.resume(owner, id);
      if (job.state() instanceof JobState.Queued) {
        queue.put(job.ticket(), job.spec().priority());
      }
      return job;
    });
  }
}
