package graft.telemetry;

import graft.job.Job;
import graft.job.JobChange;
import graft.job.JobState;
import graft.job.JobStatus;
import graft.spec.ErrorCode;
import graft.spec.Progress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Counts and times the transitions of jobs that this node writes. */
@Component
final class JobMeters {
  private static final String DRAIN = "drain";
  private static final String LOST = "lost_worker";
  private static final String NO_CODE = "none";

  private final MeterRegistry registry;

  JobMeters(MeterRegistry registry) {
    this.registry = registry;
    // Zeros from the start: a rate sees the first failure only where there was a value before.
    var _ = finished("succeeded", NO_CODE);
    var _ = finished("failed", ErrorCode.INTERNAL.wireName());
    var _ = finished("failed", ErrorCode.LOST_WORKER.wireName());
    var _ = requeued(DRAIN);
    var _ = requeued(LOST);
    var _ = stepsLost();
  }

  @EventListener
  void changed(JobChange change) {
    if (change.to() == JobStatus.VALIDATING_FILES) {
      begun(change);
    } else if (change.to().isTerminal()) {
      ended(change);
    } else if (change.leavesWorker()) {
      stepsLost().increment(stepsDone(change));
    }
    if (change.leavesWorker() && change.to() == JobStatus.QUEUED) {
      requeued(change.isGivenBack() ? DRAIN : LOST).increment();
    }
  }

  private void begun(JobChange change) {
    Timer.builder("graft.job.wait")
        .description("Time that jobs were queued before they began")
        .tag("device_kind", Kinds.of(change.after()))
        .serviceLevelObjectives(Buckets.JOBS)
        .register(registry)
        .record(change.stay());
  }

  private void ended(JobChange change) {
    finished(change.to().wireName(), code(change.after())).increment();
    if (change.leavesWorker()) {
      Timer.builder("graft.job")
          .description("Time that jobs ran until they ended")
          .tag("outcome", change.to().wireName())
          .tag("method", change.after().spec().adapter().method())
          .serviceLevelObjectives(Buckets.JOBS)
          .register(registry)
          .record(change.stay());
    }
  }

  private Counter finished(String outcome, String code) {
    return Counter.builder("graft.jobs.finished")
        .description("Jobs that ended, by outcome and the error code of a failure")
        .tag("outcome", outcome)
        .tag("code", code)
        .register(registry);
  }

  private Counter requeued(String reason) {
    return Counter.builder("graft.jobs.requeued")
        .description("Jobs that went back into the queue from a worker")
        .tag("reason", reason)
        .register(registry);
  }

  private static int stepsDone(JobChange change) {
    int done = change.before().flatMap(Job::progress).map(Progress::step).orElse(0);
    return Math.max(0, done - change.after().checkpointStep().orElse(0));
  }

  private Counter stepsLost() {
    return Counter.builder("graft.steps.lost")
        .description(
            "Steps that are computed again, because their job goes on from a checkpoint before them")
        .register(registry);
  }

  private static String code(Job job) {
    return job.state() instanceof JobState.Failed failed
        ? failed.failure().code().wireName()
        : NO_CODE;
  }
}
