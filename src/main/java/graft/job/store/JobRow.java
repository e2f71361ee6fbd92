package graft.job.store;

import graft.job.Failure;
import graft.job.Job;
import graft.job.JobResult;
import graft.job.JobState;
import graft.job.JobStatus;
import graft.job.NewJob;
import graft.job.Placement;
import graft.job.Ticket;
import graft.job.WorkerId;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.Jsonb;
import graft.spec.Owner;
import graft.spec.job.JobSpec;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/**
 * The row of a {@link Job}. Inserted and read here; changed by the statements of {@link JobRows}.
 */
@Entity
@Immutable
@Table(name = "job")
@SuppressWarnings("NullAway.Init") // fields are set by Hibernate
class JobRow implements Persistable<String> {
  @Id private String id;

  @Column(insertable = false, updatable = false)
  private @Nullable Long seq;

  private String owner;

  @Enumerated(EnumType.STRING)
  private JobStatus status;

  private Instant since;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, @Nullable Object> spec;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, @Nullable Object> metadata;

  private int priority;
  private int ticket;
  private long epoch;
  private int attempts;
  private @Nullable Integer checkpointStep;
  private int fruitless;
  private @Nullable String wish;
  private @Nullable String worker;
  private @Nullable String device;
  private @Nullable Instant heartbeatAt;
  @Embedded private @Nullable ProgressColumns progress;

  @Enumerated(EnumType.STRING)
  private @Nullable ErrorCode errorCode;

  private @Nullable String errorMessage;
  private @Nullable String errorParam;
  private @Nullable String adapterId;
  private @Nullable String modelName;
  private @Nullable String resultFile;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Map<String, @Nullable Object> metrics;

  private @Nullable Long trainedTokens;
  @Embedded private @Nullable ProvenanceColumns provenance;
  private int events;
  private long version;
  private Instant createdAt;
  private @Nullable Instant startedAt;

  protected JobRow() {}

  static JobRow queued(Owner owner, NewJob submitted, Instant now) {
    JobSpec spec = submitted.spec();
    JobRow row = new JobRow();
    row.id = submitted.id().value();
    row.owner = owner.value();
    row.status = JobStatus.QUEUED;
    row.since = now;
    row.spec = Jsonb.write(spec);
    row.metadata = Jsonb.storable(spec.metadata());
    row.provenance = ProvenanceColumns.queued(submitted.inputs(), submitted.repeat());
    row.priority = spec.priority();
    row.ticket = 1;
    row.createdAt = now;
    return row;
  }

  Job job() {
    JobId job = new JobId(id);
    return new Job(
        job,
        new Owner(owner),
        Jsonb.read(JobSpec.class, spec),
        state(),
        new Ticket(job, ticket),
        placement(),
        attempts,
        Optional.ofNullable(checkpointStep),
        Optional.ofNullable(progress)
            .map(columns -> columns.progress(trainedTokens == null ? 0 : trainedTokens)),
        metrics(),
        Optional.ofNullable(trainedTokens),
        provenance == null ? ProvenanceColumns.NONE : provenance.provenance(),
        version,
        createdAt,
        Optional.ofNullable(startedAt));
  }

  private JobState state() {
    return switch (status) {
      case QUEUED -> new JobState.Queued(since);
      case VALIDATING_FILES ->
          new JobState.ValidatingFiles(since, present(heartbeatAt), wish != null);
      case RUNNING -> new JobState.Running(since, present(heartbeatAt), wish != null);
      case PAUSED -> new JobState.Paused(since);
      case SUCCEEDED -> new JobState.Succeeded(result(), since);
      case FAILED ->
          new JobState.Failed(
              new Failure(
                  present(errorCode), present(errorMessage), Optional.ofNullable(errorParam)),
              since);
      case CANCELLED -> new JobState.Cancelled(since);
    };
  }

  private JobResult result() {
    return new JobResult(
        new AdapterId(present(adapterId)),
        present(modelName),
        Optional.ofNullable(provenance).map(ProvenanceColumns::adapterSha256),
        metrics(),
        present(trainedTokens),
        new FileId(present(resultFile)));
  }

  private Map<String, Double> metrics() {
    Map<String, Double> values = new TreeMap<>();
    Optional.ofNullable(metrics)
        .orElse(Map.of())
        .forEach((name, value) ->
            values.put(name, value instanceof Number n ? n.doubleValue() : Double.NaN));
    return values;
  }

  private static <T> T present(@Nullable T column) {
    return Objects.requireNonNull(column);
  }

  JobStatus status() {
    return status;
  }

  /** When it came into its status. */
  Instant since() {
    return since;
  }

  long epoch() {
    return epoch;
  }

  int attempts() {
    return attempts;
  }

  int fruitless() {
    return fruitless;
  }

  Optional<Integer> checkpointStep() {
    return Optional.ofNullable(checkpointStep);
  }

  int ticket() {
    return ticket;
  }

  boolean isPausing() {
    return wish != null;
  }

  Optional<Placement> placement() {
    return Optional.ofNullable(worker)
        .map(name -> new Placement(new WorkerId(name), new DeviceId(present(device))));
  }

  long seq() {
    return present(seq);
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public boolean isNew() {
    return seq == null;
  }
}
