package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.tensor.Init;
import graft.tensor.Ops;

/** {@code W x + b}: weight (out, in), bias (out). */
public record Dense(NDArray weight, NDArray bias) implements Projection {
  /** A projection whose bias starts at 0; its tensors are {@code name.weight} and {@code .bias}. */
  static Dense create(Modules modules, String path, String name, Init init, long in, long out) {
    return new Dense(
        modules.create(path, name + ".weight", init, out, in),
        modules.create(path, name + ".bias", Init.ZEROS, out));
  }

  @Override
  public NDArray of(NDArray x) {
    return Ops.linear(x, weight, bias);
  }
}
