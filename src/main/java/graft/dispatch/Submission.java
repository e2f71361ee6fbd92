package graft.dispatch;

import graft.job.Job;
import graft.job.Jobs;
import graft.spec.IdSource;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.JobRequest;
import graft.spec.job.JobSpec;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores jobs and puts them into the queue. */
@Service
public class Submission {
  private final Resolver resolver;
  private final References references;
  private final Jobs jobs;
  private final JobQueue queue;
  private final IdSource ids;
  private final TransactionTemplate transaction;

  public Submission(
      Resolver resolver,
      References references,
      Jobs jobs,
      JobQueue queue,
      IdSource ids,
      TransactionTemplate transaction) {
    this.resolver = resolver;
    this.references = references;
    this.jobs = jobs;
    this.queue = queue;
    this.ids = ids;
    this.transaction = transaction;
  }

  /**
   * A new job, queued.
   *
   * @throws graft.spec.GraftException as {@link Resolver#resolve} says
   */
  public Job submit(Owner owner, JobRequest request) {
    JobSpec spec = resolver.resolve(owner, request);
    return transaction.execute(_ -> {
      references.hold(owner, spec);
      Job job =
          jobs.submit(
              owner, new JobId(JobId.PREFIX + ids.next()), spec, request.notices(spec.task()));
      queue.put(job.ticket(), spec.priority());
      return job;
    });
  }
}
