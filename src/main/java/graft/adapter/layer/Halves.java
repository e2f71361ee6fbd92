package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;

/** A tensor cut in two along its last dimension. */
record Halves(NDArray first, NDArray second) {
  /** The first {@code width} elements, and the rest. */
  static Halves of(NDArray x, long width) {
    long whole = x.getShape().get(x.getShape().dimension() - 1);
    return new Halves(Ops.slice(x, -1, 0, width), Ops.slice(x, -1, width, whole));
  }

  NDArray joined() {
    return Ops.concat(first, second, -1);
  }
}
