package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;

/** Some matrices of one shape, side by side in a tensor. */
sealed interface Matrices {
  /** (n, rows, columns). */
  NDArray value();

  /** The matrices themselves. */
  record Whole(NDArray value) implements Matrices {}

  /** Products of low rank: left (n, rows, rank), right (n, rank, columns). */
  record Product(NDArray left, NDArray right) implements Matrices {
    @Override
    public NDArray value() {
      return Ops.matmul(left, right);
    }
  }
}
