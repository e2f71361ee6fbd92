package graft.train;

import java.util.ArrayDeque;
import java.util.Deque;

/** The training loss of the first steps and of the last ones: whether it came down. */
final class LossCourse {
  /** Steps that a mean is taken over, as single batches differ. */
  private static final int STEPS = 10;

  private final Deque<Double> last = new ArrayDeque<>();
  private double first;
  private int count;

  void add(double loss) {
    if (count < STEPS) {
      first += loss / STEPS;
    }
    count++;
    last.addLast(loss);
    if (last.size() > STEPS) {
      last.removeFirst();
    }
  }

  /** The mean loss of the first ten steps. */
  double began() {
    return first;
  }

  /** The mean loss of the last ten steps. */
  double ended() {
    return last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** Whether it ended above where it began; never told of trainings that are too short. */
  boolean rose() {
    return count >= 2 * STEPS && ended() > began();
  }
}
