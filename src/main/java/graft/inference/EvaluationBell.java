package graft.inference;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Wakes this node's evaluations when there is something to do. Safe for any thread. */
@Component
public class EvaluationBell {
  private boolean hasRung;

  synchronized void ring() {
    hasRung = true;
    notifyAll();
  }

  /** Until it rings, but no longer than that. */
  synchronized void await(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    for (long left = longest.toMillis(); !hasRung && left > 0; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    hasRung = false;
  }
}
