package graft.recipe;

import graft.spec.DeviceId;
import java.util.function.Supplier;

/**
 * A task's turns on a device. A long task takes many, and between two of them others have theirs.
 */
public interface Turns {
  DeviceId device();

  /**
   * Waits for a turn, and computes something on the device's own thread.
   *
   * @param tokens about how many the device reads in it
   * @throws graft.spec.GraftException whatever the piece throws, or if nobody waits for the task
   *     any more
   */
  <T> T next(long tokens, Supplier<T> piece);

  /** For a thread that has the device to itself: each turn is at once. */
  static Turns alone(DeviceId device) {
    return new Turns() {
      @Override
      public DeviceId device() {
        return device;
      }

      @Override
      public <T> T next(long tokens, Supplier<T> piece) {
        return piece.get();
      }
    };
  }
}
