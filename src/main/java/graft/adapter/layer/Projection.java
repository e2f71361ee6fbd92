package graft.adapter.layer;

import ai.djl.ndarray.NDArray;

/** One of the two projections of a bottleneck. */
public sealed interface Projection permits Dense, Phm {
  /** (…, in) to (…, out). */
  NDArray of(NDArray x);
}
