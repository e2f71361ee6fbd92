package graft.job.store;

import graft.job.Census;
import graft.job.JobStatus;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** {@link Census} over the rows. */
@Service
class StoredCensus implements Census {
  private final JdbcClient jdbc;

  StoredCensus(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Map<JobStatus, Long> jobs() {
    Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
    for (JobStatus status : JobStatus.values()) {
      counts.put(status, 0L);
    }
    jdbc.sql("select status, count(*) as jobs from job group by status")
        .query(row -> {
          counts.put(JobStatus.valueOf(row.getString("status")), row.getLong("jobs"));
        });
    return counts;
  }

  @Override
  public Optional<Instant> oldestQueued() {
    return jdbc.sql("select since from job where status = 'QUEUED' order by since limit 1")
        .query(Timestamp.class)
        .optional()
        .map(Timestamp::toInstant);
  }
}
