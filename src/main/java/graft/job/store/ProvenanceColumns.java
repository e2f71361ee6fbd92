package graft.job.store;

import graft.job.provenance.Provenance;
import graft.spec.JobId;
import jakarta.persistence.Embeddable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The columns of a {@link Provenance}. */
@Embeddable
record ProvenanceColumns(
    @JdbcTypeCode(SqlTypes.JSON) @Nullable Map<String, String> inputs,
    @JdbcTypeCode(SqlTypes.JSON) @Nullable Map<String, String> versions,
    @Nullable String adapterSha256,
    @Nullable String repeatOf,
    @Nullable String repeatedSha256) {
  static final Provenance NONE =
      new Provenance(Map.of(), Map.of(), Optional.empty(), Optional.empty());

  static ProvenanceColumns queued(Map<String, String> inputs, Optional<Provenance.Repeat> repeat) {
    return new ProvenanceColumns(
        new TreeMap<>(inputs),
        null,
        null,
        repeat.map(again -> again.of().value()).orElse(null),
        repeat.map(Provenance.Repeat::sha256).orElse(null));
  }

  Provenance provenance() {
    return new Provenance(
        inputs == null ? Map.of() : inputs,
        versions == null ? Map.of() : versions,
        Optional.ofNullable(adapterSha256),
        repeatOf == null || repeatedSha256 == null
            ? Optional.empty()
            : Optional.of(new Provenance.Repeat(new JobId(repeatOf), repeatedSha256)));
  }
}
