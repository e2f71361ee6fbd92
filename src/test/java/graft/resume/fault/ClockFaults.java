package graft.resume.fault;

import graft.resume.fault.Fault.Part;
import graft.resume.fault.Fault.Relief;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Clocks that jump ahead or back, and later to where they were. */
final class ClockFaults {
  private static final int LEAST_MINUTES = 1;
  private static final int MOST_MINUTES = 6 * 60;

  private ClockFaults() {}

  /**
   * @param database the clock that nodes go by
   */
  static List<Fault> of(Fleet fleet, SetClock database) {
    return List.of(
        Fault.lasting(
            Part.CLOCKS,
            "a node's clock set",
            12,
            8,
            random -> set(fleet.anyClock(random), random)),
        Fault.lasting(
            Part.CLOCKS, "PostgreSQL's clock set", 6, 8, random -> set(database, random)));
  }

  private static Relief set(SetClock clock, Random random) throws IOException {
    Duration far = Duration.ofMinutes(random.nextInt(LEAST_MINUTES, MOST_MINUTES));
    clock.set(random.nextBoolean() ? far : far.negated());
    return () -> clock.set(Duration.ZERO);
  }
}
