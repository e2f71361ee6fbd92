package graft.catalog.model;

import graft.catalog.hub.HubSource;
import graft.spec.Owner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of models that are being fetched, or could not be. */
@Repository
class FetchRows {
  /** How long a fetch may be silent before it is taken for dead. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final JdbcClient jdbc;
  private final Clock clock;

  FetchRows(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Begins a fetch in place of one that failed or died; false if there is one that lives. */
  boolean begin(String name, HubSource source, String attempt) {
    Instant now = clock.instant();
    int begun =
        jdbc.sql(
                """
                insert into model_fetch (name, owner, repo, revision, attempt, beat_at, created_at)
                values (:name, :owner, :repo, :revision, :attempt, :now, :now)
                on conflict (name) do update
                   set repo = excluded.repo,
                       revision = excluded.revision,
                       attempt = excluded.attempt,
                       bytes = 0,
                       fault = null,
                       beat_at = excluded.beat_at,
                       created_at = excluded.created_at
                 where model_fetch.fault is not null
                    or model_fetch.beat_at < :dead
                """)
            .param("name", name)
            .param("owner", Owner.LOCAL.value())
            .param("repo", source.repo())
            .param("revision", source.revision())
            .param("attempt", attempt)
            .param("now", Timestamp.from(now))
            .param("dead", Timestamp.from(now.minus(PATIENCE)))
            .update();
    return begun == 1;
  }

  /** Says that a fetch lives; false if it is not wanted any more. */
  boolean beat(String name, String attempt, long bytes) {
    return jdbc.sql(
                """
                update model_fetch
                   set bytes = :bytes, beat_at = :now
                 where name = :name and attempt = :attempt and fault is null
                """)
            .param("bytes", bytes)
            .param("now", Timestamp.from(clock.instant()))
            .param("name", name)
            .param("attempt", attempt)
            .update()
        == 1;
  }

  void fail(String name, String attempt, String fault) {
    jdbc.sql("update model_fetch set fault = :fault where name = :name and attempt = :attempt")
        .param("fault", fault)
        .param("name", name)
        .param("attempt", attempt)
        .update();
  }

  /** Forgets a fetch, which stops if it still runs; false if there is none. */
  boolean forget(String name) {
    return jdbc.sql("delete from model_fetch where name = :name").param("name", name).update() == 1;
  }

  Optional<BaseModelEntry> find(String name) {
    return jdbc.sql("select * from model_fetch where name = :name")
        .param("name", name)
        .query((row, _) -> entry(row))
        .optional();
  }

  List<BaseModelEntry> all() {
    return jdbc.sql("select * from model_fetch").query((row, _) -> entry(row)).list();
  }

  private BaseModelEntry entry(ResultSet row) throws SQLException {
    String name = row.getString("name");
    HubSource source = new HubSource(row.getString("repo"), row.getString("revision"));
    Instant createdAt = row.getTimestamp("created_at").toInstant();
    String fault = row.getString("fault");
    if (fault != null) {
      return new BaseModelEntry.Broken(name, createdAt, fault);
    }
    if (row.getTimestamp("beat_at").toInstant().isBefore(clock.instant().minus(PATIENCE))) {
      return new BaseModelEntry.Broken(
          name, createdAt, "the service stopped while it fetched " + source + "; ask for it again");
    }
    return new BaseModelEntry.Fetching(name, createdAt, source, row.getLong("bytes"));
  }
}
