package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;

import graft.FastDirectory;
import graft.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand faults of nodes, of their database and of their disk, one after the other and some at
 * a time, while jobs come and are run. It takes an hour or two, and so a profile of its own: {@code
 * ./mvnw test -Pfaults}, with {@code -Dgraft.faults=100} for fewer and {@code -Dgraft.seed=…} for
 * the same ones again.
 */
class FaultSuite {
  private static final int MOST = Integer.getInteger("graft.faults", 1000);
  private static final long SEED = Long.getLong("graft.seed", new Random().nextLong());

  /** Faults after which all that is recorded is looked at. */
  private static final int ROUND = 50;

  @TempDir(factory = FastDirectory.class)
  private Path place;

  @Test
  @Timeout(value = 24, unit = TimeUnit.HOURS)
  void nothingIsLostDoubledOrStuck() throws Exception {
    System.out.println("graft.seed=" + SEED);
    Path mounted = Files.createDirectory(place.resolve("disk"));
    List<String> command =
        PackedProgram.pack(Files.createDirectory(place.resolve("pack")), TestDatabase.create());
    Cluster.Home home = new Cluster.Home(command, mounted.resolve("data"), place.resolve("logs"));
    try (OwnDatabase database = OwnDatabase.start();
        RoomyDisk disk = RoomyDisk.mount(mounted);
        Cluster cluster = new Cluster(home, database, Map.of())) {
      Faults faults = new Faults(cluster, database, disk, new Random(SEED));
      History history = new History(database, cluster.data());
      Map<Fault, Integer> done = new EnumMap<>(Fault.class);
      for (int i = 1; i <= MOST; i++) {
        Fault fault = faults.next();
        done.merge(fault, 1, Integer::sum);
        System.out.println(i + ": " + fault);
        if (i % ROUND == 0 || i == MOST) {
          faults.settle();
          assertThat(history.faultsOfJobs(faults.jobs())).isEmpty();
          System.out.println(
              "%d faults, %s; %d jobs, %s"
                  .formatted(i, done, faults.jobs().size(), history.summary()));
        }
      }
      faults.heal();
      assertThat(history.orphans()).isEmpty();
      System.out.println("no orphans after " + MOST + " faults");
    }
  }
}
