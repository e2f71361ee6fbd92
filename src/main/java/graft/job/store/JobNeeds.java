package graft.job.store;

import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupSpec;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What jobs that have not ended need: a row for each, found by what is needed. */
@Repository
class JobNeeds {
  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batches;

  JobNeeds(JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
  }

  private enum Kind {
    FILE,
    ADAPTER,
    MODEL
  }

  private record Need(Kind kind, String name) {}

  void add(JobId job, JobSpec spec) {
    batches.batchUpdate(
        "insert into job_need (job_id, kind, name) values (:job, :kind, :name)",
        needs(spec)
            .map(need ->
                new MapSqlParameterSource("job", job.value())
                    .addValue("kind", need.kind().name())
                    .addValue("name", need.name()))
            .toArray(SqlParameterSource[]::new));
  }

  /** For a job that has ended. */
  void forget(String job) {
    jdbc.sql("delete from job_need where job_id = :job").param("job", job).update();
  }

  Optional<JobId> of(FileId file) {
    return first(new Need(Kind.FILE, file.value()));
  }

  Optional<JobId> of(AdapterId adapter) {
    return first(new Need(Kind.ADAPTER, adapter.value()));
  }

  Optional<JobId> ofModel(String name) {
    return first(new Need(Kind.MODEL, name));
  }

  private Optional<JobId> first(Need need) {
    return jdbc.sql("select job_id from job_need where kind = :kind and name = :name limit 1")
        .param("kind", need.kind().name())
        .param("name", need.name())
        .query(String.class)
        .optional()
        .map(JobId::new);
  }

  private static Stream<Need> needs(JobSpec spec) {
    Stream<FileId> files =
        Stream.of(Optional.of(spec.trainingFile()), spec.validationFile(), spec.testFile())
            .flatMap(Optional::stream);
    Stream<String> adapters =
        Stream.concat(
            spec.startFrom().map(AdapterId::value).stream(),
            spec.setup().leaves().filter(leaf -> !leaf.equals(SetupSpec.NEW)));
    return Stream.of(
            Stream.of(new Need(Kind.MODEL, spec.model())),
            files.map(file -> new Need(Kind.FILE, file.value())),
            adapters.map(adapter -> new Need(Kind.ADAPTER, adapter)))
        .flatMap(needs -> needs)
        .distinct();
  }
}
