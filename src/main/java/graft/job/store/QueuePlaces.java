package graft.job.store;

import graft.spec.JobId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where queued jobs stand. The first {@value #EXACT} places are read from the queue's index, which
 * costs the same however many wait behind them; those behind are estimated by {@link Milestones},
 * which are read again in the background.
 */
@Component
class QueuePlaces {
  /** Places that are exact. */
  static final int EXACT = 500;

  private static final Duration FRESH = Duration.ofSeconds(10);

  private final JdbcClient jdbc;
  private final Clock clock;
  private final AtomicBoolean isReading = new AtomicBoolean();
  private volatile Reading latest = new Reading(Milestones.NONE, Instant.MIN);

  QueuePlaces(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Milestones as they were. */
  private record Reading(Milestones milestones, Instant at) {}

  private record Waiting(JobId job, Milestones.Position position, OptionalInt place) {}

  /** The places of those that are queued; the next to start has 1. */
  Map<JobId, Integer> of(Collection<JobId> jobs) {
    Map<JobId, Integer> places = new HashMap<>();
    if (!jobs.isEmpty()) {
      for (Waiting one : waiting(jobs)) {
        places.put(one.job(), one.place().orElseGet(() -> behind(one.position())));
      }
    }
    return places;
  }

  private int behind(Milestones.Position position) {
    return Math.max(EXACT + 1, milestones().place(position));
  }

  private List<Waiting> waiting(Collection<JobId> jobs) {
    return jdbc.sql(
            """
            with head as materialized (
                select id, row_number() over (order by priority desc, seq) as place
                  from (select id, priority, seq
                          from job
                         where status = 'QUEUED'
                         order by priority desc, seq
                         limit :exact) first
            )
            select job.id, priority, seq, place
              from job left join head on head.id = job.id
             where job.id in (:jobs) and status = 'QUEUED'
            """)
        .param("exact", EXACT)
        .param("jobs", jobs.stream().map(JobId::value).toList())
        .query((row, _) -> {
          int place = row.getInt("place");
          return new Waiting(
              new JobId(row.getString("id")),
              new Milestones.Position(row.getInt("priority"), row.getLong("seq")),
              place == 0 ? OptionalInt.empty() : OptionalInt.of(place));
        })
        .list();
  }

  /** Whoever asks first waits for them; later ones get the old ones while new ones are read. */
  private Milestones milestones() {
    Reading known = latest;
    if (known.at().equals(Instant.MIN)) {
      return read();
    }
    boolean isOld = !clock.instant().isBefore(known.at().plus(FRESH));
    if (isOld && isReading.compareAndSet(false, true)) {
      var _ = Thread.ofVirtual().name("queue-places").start(this::readAgain);
    }
    return known.milestones();
  }

  private void readAgain() {
    try {
      var _ = read();
    } finally {
      isReading.set(false);
    }
  }

  private Milestones read() {
    Milestones milestones =
        new Milestones(
            jdbc.sql(
                    """
                    select priority, seq, place
                      from (select priority, seq, row_number() over (order by priority desc, seq) as place
                              from job
                             where status = 'QUEUED') queue
                     where place % :spacing = 0
                     order by place
                    """)
                .param("spacing", Milestones.SPACING)
                .query((row, _) ->
                    new Milestones.Milestone(
                        new Milestones.Position(row.getInt("priority"), row.getLong("seq")),
                        row.getInt("place")))
                .list());
    latest = new Reading(milestones, clock.instant());
    return milestones;
  }
}
