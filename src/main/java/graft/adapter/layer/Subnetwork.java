package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.spec.Activation;
import graft.tensor.Init;
import graft.tensor.Nonlinearity;

/** The small network inside a coupling: {@code W_2 f(W_0 x + b_0) + b_2}. */
public record Subnetwork(Dense narrow, Nonlinearity f, Dense wide) {
  private static final Init START = new Init.Normal(0.02);

  /** Creates the tensors, named {@code name.0} to {@code name.2} below {@code path}. */
  public static Subnetwork create(
      Modules modules, String path, String name, Activation activation, Widths widths) {
    return new Subnetwork(
        Dense.create(modules, path, name + ".0", START, widths.in(), widths.hidden()),
        modules.nonlinearity(activation, path, name + ".1"),
        Dense.create(modules, path, name + ".2", START, widths.hidden(), widths.out()));
  }

  /** Widths of the input, of the layer between, and of the output. */
  public record Widths(long in, long hidden, long out) {}

  NDArray of(NDArray x) {
    return wide.of(f.of(narrow.of(x)));
  }
}
