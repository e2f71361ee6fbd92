package graft.catalog.model;

import graft.format.model.ModelFacts;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What was last read of a directory below the model root: facts, or a fault. */
@Entity
@Table(name = "base_model")
@SuppressWarnings("NullAway.Init") // fields are set by Hibernate
class BaseModelRow {
  /** No directory's fingerprint. */
  static final String UNREAD = "unread";

  /** How the fingerprint of a model begins that the bucket has; its digest follows. */
  private static final String STORED = "stored:";

  @Id private String name;
  private String owner;
  private String fingerprint;
  private @Nullable String modelType;
  private @Nullable String architecture;
  private @Nullable Long parameters;
  private @Nullable Integer hiddenSize;
  private @Nullable Integer layers;
  private @Nullable Integer maxLength;
  private @Nullable Long bytes;
  private @Nullable String sha256;
  private @Nullable String fault;
  private @Nullable String notices;
  private @Nullable Boolean tellsWords;
  private Instant createdAt;

  protected BaseModelRow() {}

  static BaseModelRow of(String name, String owner, Instant now) {
    BaseModelRow row = new BaseModelRow();
    row.name = name;
    row.owner = owner;
    row.createdAt = now;
    row.fingerprint = UNREAD;
    row.fault = "not read yet";
    return row;
  }

  void read(String fingerprint, ModelFacts facts) {
    this.fingerprint = fingerprint;
    modelType = facts.modelType();
    architecture = facts.architecture().orElse(null);
    parameters = facts.parameters();
    hiddenSize = facts.hiddenSize();
    layers = facts.layers();
    maxLength = facts.maxLength().isPresent() ? facts.maxLength().getAsInt() : null;
    bytes = facts.bytes();
    sha256 = facts.sha256();
    notices = String.join("\n", facts.notices());
    tellsWords = facts.tellsWords();
    fault = null;
  }

  /** Facts of a model that the bucket has under this digest. */
  void store(String digest, ModelFacts facts) {
    read(STORED + digest, facts);
  }

  /** The digest of the files in the bucket; empty for a directory below the model root. */
  Optional<String> stored() {
    return fingerprint.startsWith(STORED)
        ? Optional.of(fingerprint.substring(STORED.length()))
        : Optional.empty();
  }

  void fail(String fingerprint, String fault) {
    this.fingerprint = fingerprint;
    this.fault = fault;
    modelType = null;
    architecture = null;
    parameters = null;
    hiddenSize = null;
    layers = null;
    maxLength = null;
    bytes = null;
    sha256 = null;
    notices = null;
    tellsWords = null;
  }

  String name() {
    return name;
  }

  Instant createdAt() {
    return createdAt;
  }

  boolean isOf(String files) {
    return fingerprint.equals(files);
  }

  /** Why the directory cannot be used; empty if there are facts. */
  Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** The facts of a row without a fault. */
  Optional<ModelFacts> facts() {
    if (modelType == null
        || parameters == null
        || hiddenSize == null
        || layers == null
        || bytes == null
        || sha256 == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ModelFacts(
            modelType,
            Optional.ofNullable(architecture),
            parameters,
            hiddenSize,
            layers,
            maxLength == null ? OptionalInt.empty() : OptionalInt.of(maxLength),
            bytes,
            sha256,
            notices == null ? List.of() : notices.lines().toList(),
            tellsWords == null || tellsWords));
  }
}
