package graft.dispatch;

import graft.job.Job;
import graft.job.JobState;
import graft.job.Jobs;
import graft.spec.JobId;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What users want of a job after its submission. */
@Service
public class Steering {
  private final Jobs jobs;
  private final JobQueue queue;
  private final Signals signals;
  private final TransactionTemplate transaction;

  public Steering(Jobs jobs, JobQueue queue, Signals signals, TransactionTemplate transaction) {
    this.jobs = jobs;
    this.queue = queue;
    this.signals = signals;
    this.transaction = transaction;
  }

  /** Ends it; if it runs on this node, after the step in progress. */
  public Job cancel(JobId id) {
    Job job = jobs.cancel(id);
    signals.changed(id);
    return job;
  }

  /** Takes it out of the queue, or asks its worker to stop after the step in progress. */
  public Job pause(JobId id) {
    Job job = jobs.pause(id);
    signals.changed(id);
    return job;
  }

  /** Puts it back into the queue, unless its worker has not stopped yet. */
  public Job resume(JobId id) {
    return transaction.execute(_ -> {
      Job job = jobs.resume(id);
      if (job.state() instanceof JobState.Queued) {
        queue.put(job.ticket(), job.spec().priority());
      }
      return job;
    });
  }
}
