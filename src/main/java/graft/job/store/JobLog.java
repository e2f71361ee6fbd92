package graft.job.store;

import graft.job.EventDraft;
import graft.job.EventId;
import graft.job.JobEvent;
import graft.job.metric.MetricPoint;
import graft.spec.JobId;
import graft.spec.Jsonb;
import graft.spec.Owner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
   * Appends events, but those with a key that the log has: a step that a job repeats is told once.
   * The counter in the job's row gives their numbers and its lock keeps them without gaps.
   *
   * @return whether the epoch still held; if not, nothing was written
   */
  boolean append(String job, long epoch, List<EventDraft> events, Instant now) {
    return jdbc.sql(
                """
                with draft as (
                    select *, row_number() over (partition by coalesce(key, cast(place as text)) order by place) as repetition
                      from jsonb_to_recordset(cast(:events as jsonb))
                           as draft (place integer, key text, level text, type text, message text, data jsonb)
                ), fresh as (
                    select *, row_number() over (order by place) as position
                      from draft
                     where repetition = 1
                       and (key is null
                            or not exists (select from job_event where job_id = :job and job_event.key = draft.key))
                ), counted as (
                    update job
                       set events = events + (select count(*) from fresh)
                     where id = :job and epoch = :epoch
                    returning events
                ), appended as (
                    insert into job_event (job_id, number, key, level, type, message, data, created_at)
                    select :job, counted.events - (select count(*) from fresh) + position,
                           key, level, type, message, nullif(data, 'null'), :now
                      from fresh, counted
                )
                select count(*) from counted
                """)
            .param("events", json.writeValueAsString(drafts(events)))
            .param("job", job)
            .param("epoch", epoch)
            .param("now", Timestamp.from(now))
            .query(Long.class)
            .single()
        == 1;
  }

  private static List<Map<String, @Nullable Object>> drafts(List<EventDraft> events) {
    List<Map<String, @Nullable Object>> drafts = new ArrayList<>();
    for (EventDraft event : events) {
      Map<String, @Nullable Object> draft = new LinkedHashMap<>();
      draft.put("place", drafts.size());
      draft.put("key", event.key().orElse(null));
      draft.put("level", event.level().name());
      draft.put("type", event.type().name());
      draft.put("message", event.message());
      draft.put("data", event.data().isEmpty() ? null : event.data());
      drafts.add(Jsonb.storable(draft));
    }
    return drafts;
  }

  /** Adds points; another value of the same series and step replaces the earlier one. */
  void measure(String job, List<MetricPoint> points) {
    batches.batchUpdate(
        """
        insert into job_metric (job_id, name, step, value, created_at)
        values (:job, :name, :step, :value, :now)
            on conflict (job_id, name, step) do update
                set value = excluded.value, created_at = excluded.created_at
              where job_metric.value is distinct from excluded.value
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

  /** Forgets points of later steps than the job has come to. */
  void trim(String job) {
    jdbc.sql(
            """
            delete from job_metric
             using job
             where job_id = :job and id = :job and job_metric.step > job.step
            """)
        .param("job", job)
        .update();
  }

  /** Deletes all of jobs that had ended by then; of how many. */
  int forget(Instant before, int limit) {
    return jdbc.sql(
            """
            with ended as (
                select id
                  from job
                 where status in ('SUCCEEDED', 'FAILED', 'CANCELLED') and since < :before
                   and exists (select from job_event where job_id = id)
                 order by since
                 limit :limit
            ), events as (
                delete from job_event using ended where job_id = id
            ), metrics as (
                delete from job_metric using ended where job_id = id
            )
            select count(*) from ended
            """)
        .param("before", Timestamp.from(before))
        .param("limit", limit)
        .query(Integer.class)
        .single();
  }

  List<JobEvent> before(Owner owner, JobId job, int before, int limit) {
    return jdbc.sql(
            """
            select number, key, level, type, message, data, created_at
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
            select number, key, level, type, message, data, created_at
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
            Optional.ofNullable(row.getString("key")),
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
