package graft.job.store;

import graft.job.EventDraft;
import graft.job.Job;
import graft.job.JobFilter;
import graft.job.JobStatus;
import graft.job.Jobs;
import graft.job.NewJob;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.JobSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** {@link Jobs} over the rows. */
@Service
@Transactional
class StoredJobs implements Jobs {
  private final JobRows rows;
  private final JobNeeds needs;
  private final QueuePlaces places;
  private final QueueRoom room;
  private final JobLog log;
  private final JobNotifier bell;
  private final Announcer announcer;
  private final Clock clock;

  StoredJobs(
      JobRows rows,
      JobNeeds needs,
      QueuePlaces places,
      QueueRoom room,
      JobLog log,
      JobNotifier bell,
      Announcer announcer,
      Clock clock) {
    this.rows = rows;
    this.needs = needs;
    this.places = places;
    this.room = room;
    this.log = log;
    this.bell = bell;
    this.announcer = announcer;
    this.clock = clock;
  }

  @Override
  @Transactional(propagation = Propagation.SUPPORTS)
  public void requireRoomOfAll() {
    room.take();
  }

  @Override
  public Job submit(Owner owner, NewJob submitted) {
    JobRow row = rows.saveAndFlush(JobRow.queued(owner, submitted, clock.instant()));
    needs.add(submitted.id(), submitted.spec());
    // Nobody can watch a job yet that is not there.
    log.append(row.getId(), row.epoch(), firstEvents(submitted), clock.instant());
    bell.ringAfterCommit();
    Job job = row.job();
    announcer.afterCommit(Optional.empty(), job);
    return job;
  }

  @Override
  public Job delete(Owner owner, JobId id) {
    JobRow row = lock(owner, id);
    if (!row.status().isTerminal()) {
      throw new GraftException(
          ErrorCode.INVALID_STATE,
          "job %s is %s; cancel it before deleting it".formatted(id, row.status().wireName()));
    }
    Job job = row.job();
    bell.ringAfterCommit(row.getId());
    rows.deleteById(row.getId());
    return job;
  }

  /** In the words of OpenAI's service, which some clients look for. */
  private static List<EventDraft> firstEvents(NewJob submitted) {
    JobSpec spec = submitted.spec();
    List<EventDraft> events = new ArrayList<>();
    events.add(EventDraft.message("Created fine-tuning job: " + submitted.id()));
    events.add(EventDraft.message("Validating training file: " + spec.trainingFile()));
    spec.validationFile()
        .ifPresent(file -> events.add(EventDraft.message("Validating validation file: " + file)));
    spec.testFile()
        .ifPresent(file -> events.add(EventDraft.message("Validating test file: " + file)));
    submitted.notices().forEach(notice -> events.add(EventDraft.warning(notice)));
    events.add(EventDraft.message("Files validated, moving job to queued state"));
    return events;
  }

  @Override
  @Transactional(readOnly = true)
  public Job get(Owner owner, JobId id) {
    return row(owner, id).job();
  }

  @Override
  @Transactional(readOnly = true)
  public Job getOfAll(JobId id) {
    return row(id).job();
  }

  @Override
  @Transactional(readOnly = true)
  public List<Job> list(Owner owner, JobFilter filter, Optional<JobId> after, int limit) {
    long before = after.map(id -> row(owner, id).seq()).orElse(Long.MAX_VALUE);
    List<JobRow> found =
        switch (filter) {
          case JobFilter.All _ -> rows.newestFirst(owner.value(), before, limit);
          case JobFilter.WithoutMetadata _ -> rows.newestBare(owner.value(), before, limit);
          case JobFilter.WithMetadata some ->
              rows.newestWith(owner.value(), before, log.write(some.pairs()), limit);
        };
    return found.stream().map(JobRow::job).toList();
  }

  @Override
  @Transactional(readOnly = true)
  public Map<JobId, Integer> queuePositions(Owner owner, Collection<JobId> jobs) {
    return places.of(jobs);
  }

  @Override
  @Transactional(readOnly = true)
  public long queuedOfAll() {
    return rows.queued();
  }

  @Override
  public Job cancel(Owner owner, JobId id) {
    JobRow row = lock(owner, id);
    require(row, JobStatus.CANCELLED);
    say(row, List.of(EventDraft.message("Fine-tuning job cancelled")));
    return release(row, JobStatus.CANCELLED);
  }

  @Override
  public Job pause(Owner owner, JobId id) {
    JobRow row = lock(owner, id);
    require(row, JobStatus.PAUSED);
    if (row.status().isHeld()) {
      rows.wish(row.getId(), row.epoch(), true);
      bell.ringAfterCommit(row.getId());
      return row(id).job();
    }
    say(row, List.of(EventDraft.message("Fine-tuning job paused")));
    return release(row, JobStatus.PAUSED);
  }

  @Override
  public Job resume(Owner owner, JobId id) {
    JobRow row = lock(owner, id);
    if (row.isPausing()) {
      rows.wish(row.getId(), row.epoch(), false);
      return row(id).job();
    }
    if (row.status() != JobStatus.PAUSED) {
      throw refused(row, JobStatus.QUEUED);
    }
    say(row, List.of(EventDraft.message("Fine-tuning job resumed, moving job to queued state")));
    rows.drawTicket(row.getId(), row.epoch());
    return release(row, JobStatus.QUEUED);
  }

  @Override
  @Transactional(readOnly = true)
  public boolean hasEndedOfAll(JobId id, Instant before) {
    return rows.findById(id.value())
        .filter(row -> row.status().isTerminal() && row.since().isBefore(before))
        .isPresent();
  }

  @Override
  public int forgetHistoryOfAll(Instant before, int limit) {
    return log.forget(before, limit);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<JobId> needing(Owner owner, FileId file) {
    return needs.of(file);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<JobId> needing(Owner owner, AdapterId adapter) {
    return needs.of(adapter);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<Job> needingModelOfAll(String name) {
    return needs.ofModel(name).map(id -> row(id).job());
  }

  private Job release(JobRow row, JobStatus next) {
    Job before = row.job();
    rows.release(row.getId(), row.epoch(), next, row.attempts(), clock.instant());
    if (next.isTerminal()) {
      needs.forget(row.getId());
    }
    Job after = row(before.id()).job();
    announcer.afterCommit(Optional.of(before), after);
    return after;
  }

  private void say(JobRow row, List<EventDraft> events) {
    log.append(row.getId(), row.epoch(), events, clock.instant());
    bell.ringAfterCommit(row.getId());
  }

  private static void require(JobRow row, JobStatus next) {
    if (!row.status().mayBecome(next)) {
      throw refused(row, next);
    }
  }

  private static GraftException refused(JobRow row, JobStatus next) {
    return new GraftException(
        ErrorCode.INVALID_STATE,
        "job %s is %s and cannot become %s"
            .formatted(row.getId(), row.status().wireName(), next.wireName()));
  }

  private JobRow row(JobId id) {
    return rows.findById(id.value()).orElseThrow(() -> notFound(id));
  }

  private JobRow row(Owner owner, JobId id) {
    return rows.findOf(owner.value(), id.value()).orElseThrow(() -> notFound(id));
  }

  private JobRow lock(Owner owner, JobId id) {
    return rows.lock(owner.value(), id.value()).orElseThrow(() -> notFound(id));
  }

  static GraftException notFound(JobId id) {
    return new GraftException(ErrorCode.JOB_NOT_FOUND, "there is no job " + id);
  }
}
