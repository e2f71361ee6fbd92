package graft.site;

import ai.djl.ndarray.NDArray;

/** What may change the hidden states that a layer hands on. */
@FunctionalInterface
public interface LayerAdapter {
  /** (B, S, H) to (B, S, H). */
  NDArray change(NDArray hidden, Pass pass);
}
