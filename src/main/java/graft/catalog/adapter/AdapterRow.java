package graft.catalog.adapter;

import graft.catalog.Replacement;
import graft.spec.AdapterId;
import graft.spec.JobId;
import graft.spec.Jsonb;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import graft.spec.combination.Combining;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** The row of an {@link AdapterEntry}. */
@Entity
@Table(name = "adapter")
@SuppressWarnings("NullAway.Init") // fields are set by Hibernate
class AdapterRow implements Persistable<String> {
  @Id private String id;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Long seq;

  private String owner;
  private String name;
  private String model;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, @Nullable Object> config;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Map<String, @Nullable Object> task;

  /** Null where it was on alone. */
  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Map<String, @Nullable Object> setup;

  @Enumerated(EnumType.STRING)
  private AdapterState state;

  private long trainableParameters;

  /** Null where nobody has counted. */
  private @Nullable Long headParameters;

  private long bytes;
  private String sha256;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, Double> metrics;

  @JdbcTypeCode(SqlTypes.JSON)
  private List<String> notices;

  private @Nullable String jobId;
  private @Nullable String parentId;

  /** Of a checkpoint. */
  private @Nullable Integer step;

  private Instant createdAt;

  /** Name of the directory with its files, below all adapters'. */
  private String directory;

  /** Of one that was made of others. */
  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Map<String, @Nullable Object> combination;

  protected AdapterRow() {}

  static AdapterRow of(Owner owner, NewAdapter adapter, Instant now) {
    AdapterRow row = new AdapterRow();
    row.id = adapter.id().value();
    row.owner = owner.value();
    row.name = adapter.name(owner);
    row.model = adapter.model();
    row.config = adapter.config().json();
    row.task = adapter.task().map(Jsonb::write).orElse(null);
    row.setup = block(adapter.setup());
    row.state = AdapterState.READY;
    row.trainableParameters = adapter.trainableParameters();
    row.headParameters = adapter.headParameters();
    row.bytes = adapter.bytes();
    row.sha256 = adapter.sha256();
    row.metrics = adapter.metrics();
    row.notices = adapter.notices();
    row.jobId = adapter.job().map(JobId::value).orElse(null);
    row.parentId = adapter.parent().map(AdapterId::value).orElse(null);
    row.step = adapter.step().orElse(null);
    row.createdAt = now;
    row.directory = adapter.id().value();
    row.combination = adapter.combination().map(Jsonb::write).orElse(null);
    return row;
  }

  @SuppressWarnings("unchecked") // a block's JSON has string keys
  private static @Nullable Map<String, @Nullable Object> block(SetupSpec setup) {
    return setup.json() instanceof Map<?, ?> block ? (Map<String, @Nullable Object>) block : null;
  }

  Owner owner() {
    return new Owner(owner);
  }

  AdapterEntry entry(Path adapters) {
    return new AdapterEntry(
        new AdapterId(id),
        name,
        model,
        AdapterConfig.read(config),
        Optional.ofNullable(task).map(json -> Jsonb.read(TaskSpec.class, json)),
        setup == null ? SetupSpec.ALONE : SetupSpec.read(setup),
        state,
        trainableParameters,
        headParameters == null ? HeadCount.of(adapters.resolve(directory)) : headParameters,
        bytes,
        sha256,
        metrics,
        Optional.ofNullable(jobId).map(JobId::new),
        Optional.ofNullable(parentId).map(AdapterId::new),
        Optional.ofNullable(step),
        notices,
        createdAt,
        adapters.resolve(directory),
        Optional.ofNullable(combination).map(json -> Jsonb.read(Combining.class, json)));
  }

  AdapterState state() {
    return state;
  }

  boolean isCheckpoint() {
    return step != null;
  }

  /** The job that it is a checkpoint of. */
  Optional<JobId> checkpointOf() {
    return Optional.ofNullable(jobId).filter(_ -> isCheckpoint()).map(JobId::new);
  }

  /** Whether it is the checkpoint of this step. */
  boolean isOf(int doneSteps) {
    return step != null && step == doneSteps;
  }

  void mark(AdapterState now) {
    state = now;
  }

  void replace(Replacement files, String directoryName) {
    config = files.config().json();
    trainableParameters = files.trainableParameters();
    headParameters = files.headParameters();
    bytes = files.bytes();
    sha256 = files.sha256();
    directory = directoryName;
  }

  String sha256() {
    return sha256;
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
