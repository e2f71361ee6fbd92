package graft.resume.fault;

import graft.resume.OwnDatabase;
import graft.resume.fault.Fault.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What becomes of the database. */
final class DatabaseFaults {
  private static final int SHORT_MILLIS = 3000;

  /** An outage that outlasts leases, and every patience of a pool. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private DatabaseFaults() {}

  static List<Fault> of(OwnDatabase database) {
    return List.of(
        Fault.sudden(
                Part.DATABASE,
                "SIGKILL of PostgreSQL",
                6,
                random -> {
                  database.kill();
                  restartAfter(database, any(random));
                })
            .needing(Part.DATABASE),
        Fault.sudden(
                Part.DATABASE,
                "restart of PostgreSQL",
                6,
                random -> {
                  database.stop();
                  restartAfter(database, any(random));
                })
            .needing(Part.DATABASE),
        Fault.sudden(
                Part.DATABASE,
                "PostgreSQL away for a minute",
                1,
                _ -> {
                  database.stop();
                  restartAfter(database, LONG);
                })
            .needing(Part.DATABASE),
        Fault.sudden(Part.DATABASE, "every connection cut", 10, _ -> database.cut())
            .needing(Part.DATABASE),
        Fault.lasting(
            Part.DATABASE,
            "SIGSTOP of PostgreSQL",
            8,
            4,
            _ -> {
              database.freeze();
              return database::thaw;
            }));
  }

  private static Duration any(Random random) {
    return Duration.ofMillis(random.nextInt(SHORT_MILLIS));
  }

  private static void restartAfter(OwnDatabase database, Duration outage)
      throws IOException, InterruptedException {
    Thread.sleep(outage);
    database.restart();
  }
}
