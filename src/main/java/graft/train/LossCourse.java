package graft.train;

import java.util.List;
import java.util.stream.Stream;

/**
 * The training loss of the first steps and of the last ones: whether it came down.
 *
 * @param steps that there were
 * @param began the mean loss of the first ten steps
 * @param last the losses of the last ten steps
 */
public record LossCourse(int steps, double began, List<Double> last) {
  static final LossCourse NONE = new LossCourse(0, 0, List.of());

  /** Steps that a mean is taken over, as single batches differ. */
  private static final int WINDOW = 10;

  public LossCourse {
    last = List.copyOf(last);
  }

  /** The course after one more step. */
  LossCourse after(double loss) {
    return new LossCourse(
        steps + 1,
        steps < WINDOW ? began + loss / WINDOW : began,
        Stream.concat(last.stream(), Stream.of(loss))
            .skip(Math.max(0, last.size() + 1 - WINDOW))
            .toList());
  }

  /** The mean loss of the last ten steps. */
  double ended() {
    return last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** Whether it ended above where it began; never told of trainings that are too short. */
  boolean rose() {
    return steps >= 2 * WINDOW && ended() > began;
  }
}
