package graft.catalog.config;

import graft.spec.ConfigId;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** The row of a {@link SavedConfig}. */
@Entity
@Table(name = "saved_config")
@SuppressWarnings("NullAway.Init") // fields are set by Hibernate
class SavedConfigRow implements Persistable<String> {
  @Id private String id;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Long seq;

  private String owner;
  private String name;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, @Nullable Object> config;

  private Instant createdAt;

  protected SavedConfigRow() {}

  static SavedConfigRow of(Owner owner, SavedConfig saved) {
    SavedConfigRow row = new SavedConfigRow();
    row.id = saved.id().value();
    row.owner = owner.value();
    row.name = saved.name();
    row.config = saved.config().json();
    row.createdAt = saved.createdAt();
    return row;
  }

  SavedConfig saved() {
    return new SavedConfig(new ConfigId(id), name, AdapterConfig.read(config), createdAt);
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
