package graft.resume.fault;

import static org.assertj.core.api.Assertions.assertThat;

import graft.FastDirectory;
import graft.TestDatabase;
import graft.resume.fault.Scene.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thousand faults of nodes, their database, their disk, their bucket, their clocks and their
 * memory, one after the other and some at a time, while jobs come and are run. It takes an hour or
 * two, and so a profile of its own: {@code ./mvnw test -Pfaults}, with {@code -Dgraft.faults=100}
 * for fewer, {@code -Dgraft.seed=…} for the same ones again, {@code -Dgraft.storages=s3} for one
 * kind of storage only, and {@code -Dgraft.pack=…}, a directory that the program is packed into
 * once for several runs.
 */
class FaultSuite {
  private static final int MOST = Integer.getInteger("graft.faults", 1000);
  private static final long SEED = Long.getLong("graft.seed", new Random().nextLong());
  private static final List<Storage> STORAGES =
      Stream.of(System.getProperty("graft.storages", "local,s3").split(","))
          .map(name -> Storage.valueOf(name.toUpperCase(Locale.ROOT)))
          .toList();

  /** Faults after which all that is recorded is looked at. */
  private static final int ROUND = 50;

  @TempDir(factory = FastDirectory.class)
  private static Path pack;

  private static List<String> command;

  @TempDir(factory = FastDirectory.class)
  private Path place;

  @BeforeAll
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  static void pack() throws Exception {
    Path kept = Path.of(System.getProperty("graft.pack", pack.toString()));
    command = PackedProgram.pack(kept, TestDatabase.create());
  }

  static List<Storage> storages() {
    return STORAGES;
  }

  @ParameterizedTest
  @MethodSource("storages")
  @Timeout(value = 24, unit = TimeUnit.HOURS)
  void nothingIsLostDoubledOrStuck(Storage storage) throws Exception {
    System.out.printf("graft.seed=%d with %s storage%n", SEED, storage);
    int most = MOST / STORAGES.size();
    try (Scene scene = Scene.open(storage, command, place)) {
      Faults faults = new Faults(scene, new Random(SEED));
      History history = scene.history();
      Map<String, Integer> done = new TreeMap<>();
      for (int i = 1; i <= most; i++) {
        Fault fault = faults.next();
        done.merge(fault.name(), 1, Integer::sum);
        System.out.println(i + ": " + fault);
        if (i % ROUND == 0 || i == most) {
          faults.settle();
          assertThat(history.faultsOfJobs(faults.jobs())).isEmpty();
          System.out.println(
              "%d faults, %s; %d jobs, %s"
                  .formatted(i, done, faults.jobs().size(), history.summary()));
        }
      }
      scene.sweep();
      assertThat(history.orphans()).isEmpty();
      System.out.println("no orphans after " + most + " faults");
    }
  }
}
