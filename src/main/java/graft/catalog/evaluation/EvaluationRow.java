package graft.catalog.evaluation;

import graft.spec.AdapterId;
import graft.spec.EvaluationId;
import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.Jsonb;
import graft.spec.Owner;
import graft.spec.job.EvaluationReport;
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
  private Evaluation.Status status;

  /** Whoever runs it: a new one for each run. */
  private @Nullable String run;

  private @Nullable Instant beatAt;

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
    row.status = evaluation.status();
    row.createdAt = evaluation.createdAt();
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
        status,
        Optional.ofNullable(report).map(json -> Jsonb.read(EvaluationReport.class, json)),
        Optional.ofNullable(error).map(EvaluationRow::fault),
        Optional.ofNullable(resultFile).map(FileId::new),
        createdAt,
        Optional.ofNullable(finishedAt));
  }

  private static Fault fault(Map<String, @Nullable Object> json) {
    return new Fault(
        String.valueOf(json.get("pointer")),
        String.valueOf(json.get("code")),
        String.valueOf(json.get("message")));
  }

  void run(String name, Instant now) {
    status = Evaluation.Status.RUNNING;
    run = name;
    beatAt = now;
  }

  boolean isRunBy(String name) {
    return status == Evaluation.Status.RUNNING && name.equals(run);
  }

  void beat(Instant now) {
    beatAt = now;
  }

  void succeed(EvaluationReport found, Optional<FileId> file, Instant now) {
    status = Evaluation.Status.SUCCEEDED;
    report = Jsonb.write(found);
    resultFile = file.map(FileId::value).orElse(null);
    finishedAt = now;
  }

  void fail(Fault fault, Instant now) {
    status = Evaluation.Status.FAILED;
    error =
        Jsonb.storable(
            Map.of("pointer", fault.pointer(), "code", fault.code(), "message", fault.message()));
    finishedAt = now;
  }

  void giveBack() {
    status = Evaluation.Status.QUEUED;
    run = null;
    beatAt = null;
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
