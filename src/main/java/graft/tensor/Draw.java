package graft.tensor;

import graft.tensor.random.CounterRandom;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/** Draws the values of a tensor as its initialisation says. */
final class Draw {
  private Draw() {}

  /** Draws {@code size} float32 values. */
  static float[] values(Init init, int size, CounterRandom random) {
    if (init instanceof Init.Computed computed) {
      return computed.values().apply(random::normal);
    }
    if (init instanceof Init.Known known) {
      return known.values().get();
    }
    float[] values = new float[size];
    switch (init) {
      case Init.Constant c -> Arrays.fill(values, c.value());
      case Init.Normal n -> fill(values, () -> n.std() * random.normal());
      case Init.Uniform u -> fill(values, () -> u.bound() * (2 * random.uniform() - 1));
      case Init.Diagonal d -> diagonal(values, d);
      case Init.TruncatedNormal t -> fill(values, () -> truncated(t, random));
      case Init.Computed _, Init.Known _ -> throw new IllegalStateException("computed above");
    }
    return values;
  }

  private static void diagonal(float[] values, Init.Diagonal init) {
    Arrays.fill(values, (float) init.off());
    for (long i = 0; i < values.length; i += init.width() + 1) {
      values[(int) i] = (float) init.on();
    }
  }

  private static void fill(float[] values, DoubleSupplier next) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) next.getAsDouble();
    }
  }

  private static double truncated(Init.TruncatedNormal init, CounterRandom random) {
    double value = init.std() * random.normal();
    while (Math.abs(value) > init.bound()) {
      value = init.std() * random.normal();
    }
    return value;
  }
}
