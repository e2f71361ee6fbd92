package graft.resume.fault;

import graft.resume.fault.Fault.Relief;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Does harm by chance, and gives the nodes work meanwhile. */
final class Faults {
  private static final Duration END = Duration.ofMinutes(15);
  private static final Duration GLANCE = Duration.ofMillis(200);

  /** Nodes lost after which a job is let come to its end: otherwise faults only meet starts. */
  private static final int MOST_BETWEEN_ENDS = 6;

  private static final int LEAST_BETWEEN = 50;
  private static final int MOST_BETWEEN = 1000;

  private final List<Fault> kinds;
  private final Random random;
  private final Fleet fleet;
  private final JobStream jobs;
  private final List<Lasting> lasting = new ArrayList<>();
  private int lostSinceAnEnd;
  private long ended;

  /** Harm that goes on until so many others have come. */
  private static final class Lasting {
    private final Fault fault;
    private final Relief relief;
    private int left;

    private Lasting(Fault fault, Relief relief, int left) {
      this.fault = fault;
      this.relief = relief;
      this.left = left;
    }

    private boolean isOver() {
      left--;
      return left <= 0;
    }

    private boolean isIn(Fault other) {
      return other.needs().contains(fault.part());
    }
  }

  Faults(Scene scene, Random random) {
    this.kinds = scene.faults();
    this.fleet = scene.fleet();
    this.jobs = new JobStream(scene.cluster());
    this.random = random;
  }

  /** Ids of the jobs, by the keys under which they were sent. */
  Map<String, String> jobs() {
    return jobs.all();
  }

  /** Does something bad, and says what. */
  Fault next() throws Exception {
    end(Lasting::isOver);
    fleet.replaceFallen();
    jobs.feed();
    if (lostSinceAnEnd > MOST_BETWEEN_ENDS) {
      end(_ -> true);
      Awaitility.await().atMost(END).pollInterval(GLANCE).until(this::hasOneMoreEnded);
    }
    Thread.sleep(random.nextInt(LEAST_BETWEEN, MOST_BETWEEN));
    Fault fault = any();
    lostSinceAnEnd += fault.isLoss() ? 1 : 0;
    end(harm -> harm.isIn(fault));
    Relief relief = fault.deed().strike(random);
    if (fault.most() > 0) {
      lasting.add(new Lasting(fault, relief, random.nextInt(1, fault.most() + 1)));
    }
    return fault;
  }

  private Fault any() {
    int left = random.nextInt(kinds.stream().mapToInt(Fault::weight).sum());
    for (Fault fault : kinds) {
      left -= fault.weight();
      if (left < 0) {
        return fault;
      }
    }
    throw new AssertionError(left);
  }

  private void end(Predicate<Lasting> which) throws Exception {
    for (Lasting harm : List.copyOf(lasting)) {
      if (which.test(harm)) {
        harm.relief.end();
        lasting.remove(harm);
      }
    }
  }

  /** Ends every fault that lasts, and sees all jobs to their ends. */
  void settle() throws Exception {
    end(_ -> true);
    Awaitility.await().atMost(END).pollInterval(GLANCE).until(this::isQuiet);
  }

  private boolean isQuiet() throws IOException {
    return fleet.hasStarted() && jobs.isAllEnded();
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
