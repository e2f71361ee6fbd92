package graft.catalog.file;

import graft.spec.FileId;
import graft.spec.Jsonb;
import graft.spec.Owner;
import graft.table.TableProfile;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** The row of a {@link DataFile}. */
@Entity
@Table(name = "data_file")
@SuppressWarnings("NullAway.Init") // fields are set by Hibernate
class DataFileRow implements Persistable<String> {
  @Id private String id;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Long seq;

  private String owner;
  private String filename;

  @Enumerated(EnumType.STRING)
  private FilePurpose purpose;

  private long bytes;
  private String sha256;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, @Nullable Object> profile;

  private Instant createdAt;
  private @Nullable Instant expiresAt;

  protected DataFileRow() {}

  static DataFileRow of(Owner owner, DataFile file) {
    DataFileRow row = new DataFileRow();
    row.id = file.id().value();
    row.owner = owner.value();
    row.filename = file.filename();
    row.purpose = file.purpose();
    row.bytes = file.bytes();
    row.sha256 = file.sha256();
    row.profile = Jsonb.write(file.profile());
    row.createdAt = file.createdAt();
    row.expiresAt = file.expiresAt().orElse(null);
    return row;
  }

  Owner owner() {
    return new Owner(owner);
  }

  DataFile file(Path files) {
    return new DataFile(
        new FileId(id),
        filename,
        purpose,
        bytes,
        createdAt,
        Optional.ofNullable(expiresAt),
        sha256,
        Jsonb.read(TableProfile.class, profile),
        files.resolve(id));
  }

  @Override
  public String getId() {
    return id;
  }

  boolean isDue(Instant now) {
    return expiresAt != null && !expiresAt.isAfter(now);
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
