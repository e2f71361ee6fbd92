package graft.catalog.evaluation;

import graft.catalog.Cursor;
import graft.catalog.Page;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.EvaluationId;
import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.EvaluationReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The evaluations that were asked for, with a row each: kept until they are deleted, run once at a
 * time, and again if whoever ran one is lost.
 */
@Service
public class Evaluations {
  /** Evaluations that may wait or run. */
  private static final int MOST = 100;

  /** For how long a run may keep silent. */
  public static final Duration SILENCE = Duration.ofSeconds(30);

  private final EvaluationRows rows;
  private final Clock clock;

  Evaluations(EvaluationRows rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * Queues an evaluation.
   *
   * @throws GraftException {@code BUSY} if too many wait
   */
  @Transactional
  public Evaluation add(Evaluation evaluation) {
    if (rows.unfinishedOfAll() >= MOST) {
      throw new GraftException(
          ErrorCode.BUSY, MOST + " evaluations wait, and no more can; try again later");
    }
    return rows.save(EvaluationRow.of(evaluation)).evaluation();
  }

  /** Keeps one that has ended already. Joins the caller's transaction. */
  @Transactional
  public Evaluation keep(Evaluation ended) {
    return rows.save(EvaluationRow.of(ended)).evaluation();
  }

  /** The next one to run, which is the caller's under this name as long as it speaks up. */
  @Transactional
  public Optional<Evaluation> claimOfAll(String run) {
    return rows.next(clock.instant().minus(SILENCE))
        .map(row -> {
          row.run(run, clock.instant());
          return row.evaluation();
        });
  }

  /** Says that a run goes on, and how far it is; false if it is nobody's any more. */
  @Transactional
  public boolean beat(EvaluationId id, String run, Optional<RowProgress> progress) {
    return change(id, run, row -> row.beat(progress, clock.instant()));
  }

  /** Ends a run; false, and nothing changes, if it was not the caller's any more. */
  @Transactional
  public boolean succeed(
      EvaluationId id, String run, EvaluationReport report, Optional<FileId> file) {
    return change(
        id,
        run,
        row -> {
          row.beat(RowProgress.all(report.rows()), clock.instant());
          row.is(new EvaluationState.Succeeded(report, file, clock.instant()));
        });
  }

  /** Ends a run that cannot succeed. */
  @Transactional
  public boolean fail(EvaluationId id, String run, Fault fault) {
    return change(id, run, row -> row.is(new EvaluationState.Failed(fault, clock.instant())));
  }

  /** Puts a run back that was not at fault. */
  @Transactional
  public boolean requeue(EvaluationId id, String run) {
    return change(id, run, EvaluationRow::requeue);
  }

  private boolean change(EvaluationId id, String run, Consumer<EvaluationRow> change) {
    Optional<EvaluationRow> row = rows.lock(id.value()).filter(found -> found.isRunBy(run));
    row.ifPresent(change);
    return row.isPresent();
  }

  /** A stretch of an adapter's evaluations. */
  @Transactional(readOnly = true)
  public Page<Evaluation> list(Owner owner, AdapterId adapter, Cursor<EvaluationId> cursor) {
    Cursor<Long> places = cursor.map(id -> row(owner, adapter, id).seq());
    Limit limit = Limit.of(cursor.limit() + 1);
    List<EvaluationRow> found =
        switch (cursor.order()) {
          case ASC ->
              rows.oldestFirst(owner.value(), adapter.value(), places.after().orElse(0L), limit);
          case DESC ->
              rows.newestFirst(
                  owner.value(), adapter.value(), places.after().orElse(Long.MAX_VALUE), limit);
        };
    return Page.of(found, cursor.limit()).map(EvaluationRow::evaluation);
  }

  /**
   * @throws GraftException {@code EVALUATION_NOT_FOUND}
   */
  @Transactional(readOnly = true)
  public Evaluation get(Owner owner, AdapterId adapter, EvaluationId id) {
    return row(owner, adapter, id).evaluation();
  }

  /**
   * Deletes one, and so stops it where it runs. The file of its answers is the caller's to delete.
   *
   * @return as it was
   * @throws GraftException {@code EVALUATION_NOT_FOUND}
   */
  @Transactional
  public Evaluation delete(Owner owner, AdapterId adapter, EvaluationId id) {
    EvaluationRow row = row(owner, adapter, id);
    rows.delete(row);
    return row.evaluation();
  }

  /**
   * Deletes all of an adapter that is gone. The files of their answers are the caller's to delete.
   *
   * @return as they were
   */
  @Transactional
  public List<Evaluation> deleteAll(Owner owner, AdapterId adapter) {
    return rows.deleteByOwnerAndAdapterId(owner.value(), adapter.value()).stream()
        .map(EvaluationRow::evaluation)
        .toList();
  }

  /** Names this job as the origin of none any more. Joins the caller's transaction. */
  @Transactional
  public void forget(Owner owner, JobId job) {
    rows.forget(owner.value(), job.value());
  }

  /** All that have not ended, whoever owns them, the oldest first. */
  @Transactional(readOnly = true)
  public List<Evaluation> unfinishedOfAll() {
    return rows.listUnfinishedOfAll().stream().map(EvaluationRow::evaluation).toList();
  }

  private EvaluationRow row(Owner owner, AdapterId adapter, EvaluationId id) {
    return rows.findByOwnerAndId(owner.value(), id.value())
        .filter(row -> row.evaluation().adapter().equals(adapter))
        .orElseThrow(() ->
            new GraftException(
                ErrorCode.EVALUATION_NOT_FOUND,
                "adapter %s has no evaluation %s".formatted(adapter, id)));
  }
}
