package graft.resume;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;

/** Does harm to a cluster by chance, and gives it work meanwhile. */
final class Faults {
  private static final Duration END = Duration.ofMinutes(15);

  /** An outage that outlasts leases, and every patience of a pool. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final Duration GLANCE = Duration.ofMillis(200);

  /** Nodes lost after which a job is let come to its end: otherwise faults only meet starts. */
  private static final int MOST_BETWEEN_ENDS = 6;

  private final OwnDatabase database;
  private final RoomyDisk disk;
  private final Random random;
  private final Fleet fleet;
  private final JobStream jobs;
  private int thawsDatabaseAfter;
  private boolean isDatabaseFrozen;
  private int freesDiskAfter;
  private int lostSinceAnEnd;
  private long ended;

  Faults(Cluster cluster, OwnDatabase database, RoomyDisk disk, Random random) throws IOException {
    this.database = database;
    this.disk = disk;
    this.random = random;
    this.fleet = new Fleet(cluster);
    this.jobs = new JobStream(cluster);
  }

  /** Ids of the jobs, by the keys under which they were sent. */
  Map<String, String> jobs() {
    return jobs.all();
  }

  /** Does something bad, and says what. */
  Fault next() throws Exception {
    mend(false);
    fleet.replaceFallen();
    jobs.feed();
    if (lostSinceAnEnd > MOST_BETWEEN_ENDS) {
      mend(true);
      Awaitility.await().atMost(END).pollInterval(GLANCE).until(this::hasOneMoreEnded);
    }
    Thread.sleep(50 + random.nextInt(1000));
    Fault fault = Fault.any(random);
    lostSinceAnEnd += fault.isLoss() ? 1 : 0;
    strike(fault, random.nextInt(fleet.workers()));
    return fault;
  }

  private void strike(Fault fault, int worker) throws Exception {
    switch (fault) {
      case WORKER_KILLED -> fleet.kill(worker);
      case WORKER_FROZEN -> fleet.freeze(worker, 1 + random.nextInt(6));
      case WORKER_STOPPED -> {
        if (fleet.isFrozen(worker) || isDatabaseFrozen) {
          mend(true);
        }
        fleet.stop(worker);
      }
      case API_KILLED -> fleet.killApi();
      case DATABASE_KILLED -> {
        mend(true);
        database.kill();
        restartAfter(Duration.ofMillis(random.nextInt(3000)));
      }
      case DATABASE_RESTARTED -> {
        mend(true);
        database.stop();
        restartAfter(Duration.ofMillis(random.nextInt(3000)));
      }
      case DATABASE_AWAY -> {
        mend(true);
        database.stop();
        restartAfter(LONG);
      }
      case DATABASE_FROZEN -> {
        database.freeze();
        isDatabaseFrozen = true;
        thawsDatabaseAfter = 1 + random.nextInt(4);
      }
      case CONNECTIONS_CUT -> {
        mend(true);
        database.cut();
      }
      case DISK_FULL -> {
        disk.fill();
        freesDiskAfter = 1 + random.nextInt(6);
      }
    }
  }

  private void restartAfter(Duration outage) throws IOException, InterruptedException {
    Thread.sleep(outage);
    database.restart();
  }

  /** Ends every fault that lasts, and sees all jobs to their ends. */
  void settle() throws Exception {
    mend(true);
    Awaitility.await().atMost(END).pollInterval(GLANCE).until(this::isQuiet);
  }

  private boolean isQuiet() throws IOException {
    return fleet.hasStarted() && jobs.isAllEnded();
  }

  /** The same, and starts a node once more. */
  void heal() throws Exception {
    settle();
    fleet.sweep();
  }

  /** Ends the faults whose time has come, or all. */
  private void mend(boolean isAll) throws Exception {
    if (isDatabaseFrozen && (isAll || --thawsDatabaseAfter <= 0)) {
      database.thaw();
      isDatabaseFrozen = false;
    }
    if (isAll || --freesDiskAfter <= 0) {
      disk.free();
    }
    fleet.thaw(isAll);
  }

  private boolean hasOneMoreEnded() throws IOException {
    fleet.replaceFallen();
    jobs.feed();
    long now = jobs.ended();
    boolean isMore = now > ended;
    if (isMore) {
      ended = now;
      lostSinceAnEnd = 0;
    }
    return isMore;
  }
}
