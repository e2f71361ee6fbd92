package graft.job.store;

import graft.job.Export;
import graft.job.Exports;
import graft.job.metric.MetricPoint;
import graft.spec.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** {@link Exports} over the rows. */
@Service
class StoredExports implements Exports {
  private static final Duration LATE = Duration.ofDays(1);
  private static final TypeReference<Map<String, Integer>> STEPS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;

  StoredExports(JdbcClient jdbc, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public List<JobId> open(Export.Sink sink) {
    return jdbc.sql(
            """
            select job.id
              from job left join job_export on job_id = id and sink = :sink
             where started_at is not null
               and not coalesce(is_done, false)
               and (job_id is not null
                    or status in ('QUEUED', 'VALIDATING_FILES', 'RUNNING', 'PAUSED')
                    or since > :late)
             order by seq
            """)
        .param("sink", sink.name())
        .param("late", Timestamp.from(clock.instant().minus(LATE)))
        .query((row, _) -> new JobId(row.getString("id")))
        .list();
  }

  @Override
  public Optional<Export> hold(JobId job, Export.Sink sink, Duration atMost) {
    Instant now = clock.instant();
    return jdbc.sql(
            """
            insert into job_export (job_id, sink, held_until)
            select id, :sink, :until from job where id = :job
                on conflict (job_id, sink) do update
                    set held_until = :until
                  where job_export.held_until <= :now and not job_export.is_done
            returning place, sent, is_done
            """)
        .param("job", job.value())
        .param("sink", sink.name())
        .param("now", Timestamp.from(now))
        .param("until", Timestamp.from(now.plus(atMost)))
        .query((row, _) -> export(job, sink, row))
        .optional();
  }

  private Export export(JobId job, Export.Sink sink, ResultSet row) throws SQLException {
    return new Export(
        job,
        sink,
        Optional.ofNullable(row.getString("place")),
        json.readValue(row.getString("sent"), STEPS),
        row.getBoolean("is_done"));
  }

  @Override
  public List<MetricPoint> unsent(Export export, int limit) {
    return jdbc.sql(
            """
            select name, step, value, created_at
              from job_metric
             where job_id = :job
               and step > coalesce(cast(cast(:sent as jsonb) ->> name as integer), -1)
             order by step, name
             limit :limit
            """)
        .param("job", export.job().value())
        .param("sent", json.writeValueAsString(export.sent()))
        .param("limit", limit)
        .query((row, _) ->
            new MetricPoint(
                row.getString("name"),
                row.getInt("step"),
                row.getDouble("value"),
                row.getTimestamp("created_at").toInstant()))
        .list();
  }

  @Override
  public void keep(Export export, Duration atMost) {
    write(export, clock.instant().plus(atMost));
  }

  @Override
  public void release(Export export) {
    write(export, clock.instant());
  }

  private void write(Export export, Instant until) {
    jdbc.sql(
            """
            update job_export
               set place = cast(:place as text), sent = cast(:sent as jsonb), is_done = :done,
                   held_until = :until
             where job_id = :job and sink = :sink
            """)
        .param("place", export.place().orElse(null))
        .param("sent", json.writeValueAsString(export.sent()))
        .param("done", export.isDone())
        .param("until", Timestamp.from(until))
        .param("job", export.job().value())
        .param("sink", export.sink().name())
        .update();
  }
}
