package graft.dispatch;

import graft.job.Job;
import graft.job.Jobs;
import graft.job.NewJob;
import graft.job.provenance.Provenance;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.JobRequest;
import graft.spec.job.JobSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores jobs and puts them into the queue. */
@Service
public class Submission {
  private static final Set<ErrorCode> GONE =
      Set.of(
          ErrorCode.JOB_NOT_FOUND,
          ErrorCode.FILE_NOT_FOUND,
          ErrorCode.ADAPTER_NOT_FOUND,
          ErrorCode.UNKNOWN_BASE_MODEL);

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
   * @throws graft.spec.GraftException as {@link Resolver#resolve} says; {@code RATE_LIMIT_EXCEEDED}
   *     if the queue is full
   */
  public Job submit(Owner owner, JobRequest request) {
    jobs.requireRoomOfAll();
    JobSpec spec = resolver.resolve(owner, request);
    return transaction.execute(_ -> {
      Map<String, String> inputs = references.hold(owner, spec);
      return put(
          owner,
          new NewJob(nextId(), spec, request.notices(spec.task()), inputs, Optional.empty()));
    });
  }

  /**
   * A job that succeeded, queued again as it was. Where something that it reads has other bytes
   * now, the new job's log says so.
   *
   * @throws GraftException {@code INVALID_SPEC} if there is no such job, or something is gone that
   *     it read; {@code INVALID_STATE} if it has not succeeded; {@code ADAPTER_MERGED}; {@code
   *     RATE_LIMIT_EXCEEDED}
   */
  public Job repeat(Owner owner, JobId id) {
    jobs.requireRoomOfAll();
    try {
      Job before = jobs.get(owner, id);
      Provenance.Repeat repeat = new Provenance.Repeat(id, digest(before));
      return transaction.execute(_ -> {
        Map<String, String> inputs = references.hold(owner, before.spec());
        List<String> notices = changes(before, inputs);
        return put(
            owner, new NewJob(nextId(), before.spec(), notices, inputs, Optional.of(repeat)));
      });
    } catch (GraftException missing) {
      throw GONE.contains(missing.code()) ? refused(id, missing) : missing;
    }
  }

  private static String digest(Job before) {
    return before
        .provenance()
        .adapterSha256()
        .orElseThrow(() ->
            new GraftException(
                ErrorCode.INVALID_STATE,
                "job %s is %s and has made nothing to compare with; send its record to run it again"
                    .formatted(before.id(), before.state().status().wireName())));
  }

  private static List<String> changes(Job before, Map<String, String> inputs) {
    Map<String, String> then = before.provenance().inputs();
    return inputs.keySet().stream()
        .filter(name -> then.containsKey(name) && !Objects.equals(then.get(name), inputs.get(name)))
        .map(name -> "%s has other bytes now than for job %s".formatted(name, before.id()))
        .toList();
  }

  private static GraftException refused(JobId id, GraftException missing) {
    return new GraftException(
        ErrorCode.INVALID_SPEC,
        new Fault(
            "/repeat",
            missing.code().wireName(),
            "job %s cannot be repeated: %s".formatted(id, missing.getMessage())));
  }

  private Job put(Owner owner, NewJob submitted) {
    Job job = jobs.submit(owner, submitted);
    queue.put(job.ticket(), job.spec().priority());
    return job;
  }

  private JobId nextId() {
    return new JobId(JobId.PREFIX + ids.next());
  }
}
