package graft.adapter;

import ai.djl.ndarray.NDArray;

/** One of the two projections of a bottleneck. */
sealed interface Projection permits Dense, Phm {
  /** (…, in) to (…, out). */
  NDArray of(NDArray x);
}
