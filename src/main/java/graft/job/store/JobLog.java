package graft.job.store;

import graft.job.EventDraft;
import graft.job.EventId;
import graft.job.JobEvent;
import graft.job.MetricPoint;
import graft.spec.JobId;
import graft.spec.Jsonb;
import graft.spec.Owner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of events and metrics: written in bulk, within the caller's transaction. */
@Repository
class JobLog {
  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batches;
  private final JsonMapper json;

  JobLog(JdbcClient jdbc, NamedParameterJdbcTemplate batches, JsonMapper json) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.json = json;
  }

  /**
   * Appends events. The counter in the job's row gives their numbers and its lock keeps them
   * without gaps.
   *
   * @return whether the epoch still held; if not, nothing was written
   */
  boolean append(String job, long epoch, List<EventDraft> events, Instant now) {
    Optional<Integer> last =
        jdbc.sql(
                """
                update job
                   set events = events + :more
                 where id = :job and epoch = :epoch
                returning events
                """)
            .param("more", events.size())
            .param("job", job)
            .param("epoch", epoch)
            .query(Integer.class)
            .optional();
    last.ifPresent(number -> insert(job, number - events.size() + 1, events, now));
    return last.isPresent();
  }

  private void insert(String job, int first, List<EventDraft> events, Instant now) {
    List<SqlParameterSource> rows = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      EventDraft event = events.get(i);
      rows.add(
          new MapSqlParameterSource("job", job)
              .addValue("number", first + i)
              .addValue("level", event.level().name())
              .addValue("type", event.type().name())
              .addValue("message", event.message().replace('\0', '\uFFFD'))
              .addValue("data", event.data().isEmpty() ? null : write(event.data()))
              .addValue("now", Timestamp.from(now)));
    }
    batches.batchUpdate(
        """
        insert into job_event (job_id, number, level, type, message, data, created_at)
        values (:job, :number, :level, :type, :message, cast(:data as jsonb), :now)
        """,
        rows.toArray(SqlParameterSource[]::new));
  }

  /** Adds points; a later value of the same series and step replaces the earlier one. */
  void measure(String job, List<MetricPoint> points) {
    batches.batchUpdate(
        """
        insert into job_metric (job_id, name, step, value, created_at)
        values (:job, :name, :step, :value, :now)
            on conflict (job_id, name, step) do update
                set value = excluded.value, created_at = excluded.created_at
        """,
        points.stream()
            .map(point ->
                new MapSqlParameterSource("job", job)
                    .addValue("name", point.name())
                    .addValue("step", point.step())
                    .addValue("value", point.value())
                    .addValue("now", Timestamp.from(point.createdAt())))
            .toArray(SqlParameterSource[]::new));
  }

  void forgetMetrics(String job) {
    jdbc.sql("delete from job_metric where job_id = :job").param("job", job).update();
  }

  List<JobEvent> before(Owner owner, JobId job, int before, int limit) {
    return jdbc.sql(
            """
            select number, level, type, message, data, created_at
              from job_event
             where job_id = :job and number < :before
               and exists (select from job where id = :job and owner = :owner)
             order by number desc
             limit :limit
            """)
        .param("job", job.value())
        .param("owner", owner.value())
        .param("before", before)
        .param("limit", limit)
        .query((row, _) -> event(job, row))
        .list();
  }

  List<JobEvent> after(Owner owner, JobId job, int after, int limit) {
    return jdbc.sql(
            """
            select number, level, type, message, data, created_at
              from job_event
             where job_id = :job and number > :after
               and exists (select from job where id = :job and owner = :owner)
             order by number
             limit :limit
            """)
        .param("job", job.value())
        .param("owner", owner.value())
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> event(job, row))
        .list();
  }

  List<MetricPoint> metrics(Owner owner, JobId job) {
    return jdbc.sql(
            """
            select name, step, value, created_at
              from job_metric
             where job_id = :job
               and exists (select from job where id = :job and owner = :owner)
             order by name, step
            """)
        .param("job", job.value())
        .param("owner", owner.value())
        .query((row, _) ->
            new MetricPoint(
                row.getString("name"), row.getInt("step"), row.getDouble("value"), time(row)))
        .list();
  }

  private JobEvent event(JobId job, ResultSet row) throws SQLException {
    EventDraft event =
        new EventDraft(
            EventDraft.Level.valueOf(row.getString("level")),
            EventDraft.Type.valueOf(row.getString("type")),
            row.getString("message"),
            read(row.getString("data")));
    return new JobEvent(new EventId(job, row.getInt("number")), event, time(row));
  }

  private static Instant time(ResultSet row) throws SQLException {
    return row.getTimestamp("created_at").toInstant();
  }

  /** An object as a column of type {@code jsonb} takes it. */
  String write(Map<String, ?> object) {
    return json.writeValueAsString(Jsonb.storable(object));
  }

  private Map<String, @Nullable Object> read(@Nullable String column) {
    return column == null ? Map.of() : json.readValue(column, OBJECT);
  }
}
