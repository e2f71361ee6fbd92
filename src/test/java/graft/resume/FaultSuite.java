package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand faults of nodes and of their database, one after the other and some at a time, while
 * jobs come and are run. It takes hours, and so a profile of its own: {@code ./mvnw test -Pfaults},
 * with {@code -Dgraft.faults=100} for fewer and {@code -Dgraft.seed=…} for the same ones again.
 */
class FaultSuite {
  private static final int MOST = Integer.getInteger("graft.faults", 1000);
  private static final long SEED = Long.getLong("graft.seed", new Random().nextLong());

  @Test
  @Timeout(value = 24, unit = TimeUnit.HOURS)
  void nothingIsLostDoubledOrStuck() throws Exception {
    System.out.println("graft.seed=" + SEED);
    try (OwnDatabase database = OwnDatabase.start();
        Faults faults = new Faults(database, new Random(SEED))) {
      faults.begin();
      for (int i = 1; i <= MOST; i++) {
        System.out.println(i + ": " + faults.next());
      }
      faults.heal();

      History history = new History(database, faults.cluster().data());
      assertThat(history.faultsOfJobs(faults.jobs())).isEmpty();
      assertThat(history.orphans()).isEmpty();
      System.out.println(
          "%d faults, %d jobs, %s".formatted(MOST, faults.jobs().size(), history.summary()));
    }
  }
}
