package graft.job.store;

import graft.job.Claim;
import graft.job.Claims;
import graft.job.EventDraft;
import graft.job.Failure;
import graft.job.Job;
import graft.job.JobResult;
import graft.job.JobStatus;
import graft.job.Placement;
import graft.job.ProgressReport;
import graft.job.Ticket;
import graft.job.provenance.Versions;
import graft.spec.ErrorCode;
import graft.spec.JobId;
import graft.spec.job.RunDirective;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** {@link Claims} over the rows. */
@Service
@Transactional
class StoredClaims implements Claims {
  private final JobRows rows;
  private final JobNeeds needs;
  private final JobLog log;
  private final JobNotifier bell;
  private final Announcer announcer;
  private final Versions versions;
  private final Clock clock;

  StoredClaims(
      JobRows rows,
      JobNeeds needs,
      JobLog log,
      JobNotifier bell,
      Announcer announcer,
      Versions versions,
      Clock clock) {
    this.rows = rows;
    this.needs = needs;
    this.log = log;
    this.bell = bell;
    this.announcer = announcer;
    this.versions = versions;
    this.clock = clock;
  }

  @Override
  public Optional<Claim> begin(Ticket ticket, Placement placement) {
    String id = ticket.job().value();
    Optional<JobRow> waiting =
        rows.lockOfAll(id)
            .filter(row -> row.ticket() == ticket.number())
            .filter(row -> row.status().mayBecome(JobStatus.VALIDATING_FILES));
    return waiting.map(row -> {
      say(
          row.getId(),
          row.epoch(),
          EventDraft.message("Validating files: a worker reads every row"));
      announce(
          ticket.job(),
          () ->
              rows.begin(
                  id, row.epoch(), placement, log.write(versions.byName()), clock.instant()));
      return new Claim(row(ticket.job()).job(), row.epoch() + 1);
    });
  }

  @Override
  public void start(Claim claim, int step) {
    String id = claim.job().id().value();
    if (say(id, claim.epoch(), EventDraft.message("Fine-tuning job started").once())) {
      announce(claim.job().id(), () -> rows.start(id, claim.epoch(), step, clock.instant()));
    }
  }

  @Override
  public void checkpointed(Claim claim, int step, String modelName) {
    String id = claim.job().id().value();
    String event = "Checkpoint created at step %d: %s".formatted(step, modelName);
    if (say(id, claim.epoch(), EventDraft.message(event).once())) {
      rows.checkpointed(id, claim.epoch(), step);
    }
  }

  @Override
  public void trim(Claim claim) {
    log.trim(claim.job().id().value());
  }

  @Override
  @Transactional(readOnly = true)
  public boolean holds(JobId job, long epoch) {
    return rows.findById(job.value())
        .filter(row -> row.epoch() == epoch && row.status().isHeld())
        .isPresent();
  }

  @Override
  public RunDirective report(Claim claim, ProgressReport report) {
    String id = claim.job().id().value();
    if (rows.beat(id, claim.epoch(), clock.instant()) == 0) {
      boolean isLost =
          rows.findById(id).filter(row -> row.status() != JobStatus.CANCELLED).isPresent();
      return isLost ? RunDirective.LOST : RunDirective.CANCEL;
    }
    report.progress().ifPresent(progress -> rows.progress(id, claim.epoch(), progress));
    log.append(id, claim.epoch(), report.events(), clock.instant());
    log.measure(id, report.metrics());
    if (!report.evaluated().isEmpty()) {
      rows.measured(id, claim.epoch(), log.write(report.evaluated()));
    }
    bell.ringAfterCommit(id);
    return row(claim.job().id()).isPausing() ? RunDirective.PAUSE : RunDirective.GO_ON;
  }

  @Override
  public boolean succeed(Claim claim, JobResult result) {
    String id = claim.job().id().value();
    boolean isHeld =
        say(
            id,
            claim.epoch(),
            EventDraft.message("New fine-tuned model created: " + result.modelName()),
            EventDraft.message("The job has successfully completed"));
    String metrics = log.write(result.metrics());
    if (isHeld) {
      needs.forget(id);
    }
    return isHeld
        && announce(
            claim.job().id(),
            () -> rows.succeed(id, claim.epoch(), result, metrics, clock.instant()));
  }

  @Override
  public boolean fail(Claim claim, Failure failure) {
    return fail(claim.job().id(), claim.epoch(), failure);
  }

  @Override
  public boolean pause(Claim claim) {
    return release(
        claim,
        JobStatus.PAUSED,
        claim.job().attempts(),
        "Fine-tuning job paused; it " + goesOn(row(claim.job().id())));
  }

  @Override
  public boolean requeue(Claim claim) {
    JobRow row = row(claim.job().id());
    if (row.isPausing()) {
      return pause(claim);
    }
    return release(
        claim,
        JobStatus.QUEUED,
        claim.job().attempts() - 1,
        "The worker is shutting down; moving job to queued state, where it " + goesOn(row));
  }

  @Override
  public boolean markLost(Ticket ticket, int mostFruitless) {
    Optional<JobRow> held =
        rows.lockOfAll(ticket.job().value())
            .filter(row -> row.ticket() == ticket.number() && row.status().isHeld());
    held.ifPresent(row -> markLost(row, mostFruitless));
    return held.isPresent();
  }

  private void markLost(JobRow row, int mostFruitless) {
    JobId job = new JobId(row.getId());
    String lost = "Worker " + row.placement().orElseThrow().worker() + " was lost";
    int fruitless = row.fruitless() + 1;
    rows.addFruitless(row.getId(), row.epoch());
    if (fruitless >= mostFruitless && !row.isPausing()) {
      String message =
          "%s; %d workers in a row were, without a new checkpoint of this job"
              .formatted(lost, fruitless);
      fail(job, row.epoch(), new Failure(ErrorCode.LOST_WORKER, message, Optional.empty()));
      return;
    }
    JobStatus next = row.isPausing() ? JobStatus.PAUSED : JobStatus.QUEUED;
    String event = lost + "; moving job to " + next.wireName() + " state, it " + goesOn(row);
    say(row.getId(), row.epoch(), EventDraft.warning(event));
    announce(
        job, () -> rows.release(row.getId(), row.epoch(), next, row.attempts(), clock.instant()));
  }

  /** What another attempt would do. */
  private static String goesOn(JobRow row) {
    return row.checkpointStep()
        .map(step -> "will go on after step " + step)
        .orElse("will begin again");
  }

  private boolean fail(JobId job, long epoch, Failure failure) {
    String id = job.value();
    boolean isHeld =
        say(id, epoch, EventDraft.error("Fine-tuning job failed: " + failure.message()));
    if (isHeld) {
      needs.forget(id);
    }
    return isHeld && announce(job, () -> rows.fail(id, epoch, failure, clock.instant()));
  }

  private boolean release(Claim claim, JobStatus next, int attempts, String event) {
    String id = claim.job().id().value();
    return say(id, claim.epoch(), EventDraft.message(event))
        && announce(
            claim.job().id(),
            () -> rows.release(id, claim.epoch(), next, attempts, clock.instant()));
  }

  /** Does a statement that changes one row, and tells of it; whether it did. */
  private boolean announce(JobId id, IntSupplier statement) {
    Job before = row(id).job();
    boolean isChanged = statement.getAsInt() == 1;
    if (isChanged) {
      announcer.afterCommit(Optional.of(before), row(id).job());
    }
    return isChanged;
  }

  private boolean say(String id, long epoch, EventDraft... events) {
    bell.ringAfterCommit(id);
    return log.append(id, epoch, List.of(events), clock.instant());
  }

  private JobRow row(JobId id) {
    return rows.findById(id.value()).orElseThrow(() -> StoredJobs.notFound(id));
  }
}
