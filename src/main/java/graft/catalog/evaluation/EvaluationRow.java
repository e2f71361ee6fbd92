package graft.catalog.evaluation;

import graft.spec.AdapterId;
import graft.spec.EvaluationId;
import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.Jsonb;
import graft.spec.Owner;
import graft.spec.job.EvaluationReport;
import graft.spec.job.HeldOut;
import graft.spec.job.SetupSpec;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** The row of an {@link Evaluation}. */
@Entity
@Table(name = "evaluation")
@SuppressWarnings("NullAway.Init") // fields are set by Hibernate
class EvaluationRow implements Persistable<String> {
  @Id private String id;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Long seq;

  private String owner;
  private String adapterId;
  private String model;
  private String fileId;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, String> columns;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, @Nullable Object> setup;

  @Enumerated(EnumType.STRING)
  private EvaluationState.Status status;

  /** Whoever runs it: a new one for each run. */
  private @Nullable String run;

  private @Nullable Instant startedAt;
  private @Nullable Instant beatAt;
  private @Nullable Long rowsDone;
  private @Nullable Long rowsTotal;
  private @Nullable Double secondsLeft;
  private @Nullable String jobId;

  @Enumerated(EnumType.STRING)
  private @Nullable HeldOut split;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Map<String, @Nullable Object> report;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Map<String, @Nullable Object> error;

  private @Nullable String resultFile;
  private Instant createdAt;
  private @Nullable Instant finishedAt;

  protected EvaluationRow() {}

  static EvaluationRow of(Evaluation evaluation) {
    EvaluationRow row = new EvaluationRow();
    row.id = evaluation.id().value();
    row.owner = evaluation.owner().value();
    row.adapterId = evaluation.adapter().value();
    row.model = evaluation.model();
    row.fileId = evaluation.file().value();
    row.columns = evaluation.columns();
    row.setup = Map.of("on", evaluation.setup().json());
    row.createdAt = evaluation.createdAt();
    row.startedAt = evaluation.startedAt().orElse(null);
    row.is(evaluation.progress());
    evaluation
        .origin()
        .ifPresent(origin -> {
          row.jobId = origin.job().map(JobId::value).orElse(null);
          row.split = origin.rows();
        });
    row.is(evaluation.state());
    return row;
  }

  Evaluation evaluation() {
    return new Evaluation(
        new EvaluationId(id),
        new Owner(owner),
        new AdapterId(adapterId),
        model,
        new FileId(fileId),
        columns,
        SetupSpec.read(Objects.requireNonNull(setup.get("on"))),
        Optional.ofNullable(split)
            .map(rows -> new Evaluation.Origin(Optional.ofNullable(jobId).map(JobId::new), rows)),
        state(),
        Optional.ofNullable(startedAt),
        progress(),
        createdAt);
  }

  private EvaluationState state() {
    return switch (status) {
      case QUEUED -> new EvaluationState.Queued();
      case RUNNING -> new EvaluationState.Running(Objects.requireNonNull(beatAt));
      case SUCCEEDED ->
          new EvaluationState.Succeeded(
              Jsonb.read(EvaluationReport.class, Objects.requireNonNull(report)),
              Optional.ofNullable(resultFile).map(FileId::new),
              Objects.requireNonNull(finishedAt));
      case FAILED ->
          new EvaluationState.Failed(
              fault(Objects.requireNonNull(error)), Objects.requireNonNull(finishedAt));
    };
  }

  private Optional<RowProgress> progress() {
    return rowsDone == null || rowsTotal == null
        ? Optional.empty()
        : Optional.of(new RowProgress(rowsDone, rowsTotal, Optional.ofNullable(secondsLeft)));
  }

  private static Fault fault(Map<String, @Nullable Object> json) {
    return new Fault(
        String.valueOf(json.get("pointer")),
        String.valueOf(json.get("code")),
        String.valueOf(json.get("message")));
  }

  void run(String name, Instant now) {
    run = name;
    startedAt = now;
    is(Optional.empty());
    is(new EvaluationState.Running(now));
  }

  boolean isRunBy(String name) {
    return status == EvaluationState.Status.RUNNING && name.equals(run);
  }

  void beat(Optional<RowProgress> progress, Instant now) {
    is(progress);
    is(new EvaluationState.Running(now));
  }

  void requeue() {
    run = null;
    startedAt = null;
    is(Optional.empty());
    is(new EvaluationState.Queued());
  }

  void is(EvaluationState state) {
    status = state.status();
    finishedAt = state.finishedAt().orElse(null);
    switch (state) {
      case EvaluationState.Queued _ -> beatAt = null;
      case EvaluationState.Running running -> beatAt = running.heardAt();
      case EvaluationState.Succeeded succeeded -> {
        report = Jsonb.write(succeeded.report());
        resultFile = succeeded.resultFile().map(FileId::value).orElse(null);
      }
      case EvaluationState.Failed failed -> error = json(failed.error());
    }
  }

  private void is(Optional<RowProgress> progress) {
    rowsDone = progress.map(RowProgress::done).orElse(null);
    rowsTotal = progress.map(RowProgress::total).orElse(null);
    secondsLeft = progress.flatMap(RowProgress::secondsLeft).orElse(null);
  }

  private static Map<String, @Nullable Object> json(Fault fault) {
    return Jsonb.storable(
        Map.of("pointer", fault.pointer(), "code", fault.code(), "message", fault.message()));
  }

  @Override
  public String getId() {
    return id;
  }

  /** The place in lists, in the order of insertion; the database gives it. */
  long seq() {
    return Objects.requireNonNull(seq);
  }

  @Override
  public boolean isNew() {
    return seq == null;
  }
}
