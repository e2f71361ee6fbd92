package graft.recipe;

import graft.spec.DeviceId;
import java.util.function.Supplier;

/**
 * A task's turns on a device. A long task takes many, and between two of them others have theirs.
 */
public interface Turns {
  /** Tokens of a turn where nobody waits for the next one. */
  int ALONE = 4096;

  DeviceId device();

  /** About how many tokens the next turn should hold at most, for others not to wait long. */
  int most();

  /**
   * Waits for a turn, and computes something on the device's own thread.
   *
   * @param tokens about how many the device reads in it
   * @throws graft.spec.GraftException whatever the piece throws, or if nobody waits for the task
   *     any more
   */
  <T> T next(long tokens, Supplier<T> piece);

  /**
   * Says of the turn in progress that the device reads further tokens in it, for others; or fewer
   * than was said. Called on the device's own thread.
   */
  default void readBeside(long tokens) {}

  /** For a thread that has the device to itself: each turn is at once. */
  static Turns alone(DeviceId device) {
    return new Turns() {
      @Override
      public DeviceId device() {
        return device;
      }

      @Override
      public int most() {
        return ALONE;
      }

      @Override
      public <T> T next(long tokens, Supplier<T> piece) {
        return piece.get();
      }
    };
  }
}
