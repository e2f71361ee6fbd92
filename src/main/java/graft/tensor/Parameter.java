package graft.tensor;

import ai.djl.ndarray.NDArray;

/**
 * A float32 tensor of an adapter or a head.
 *
 * @param isTrainable whether training changes it; a fixed tensor is saved and counted all the same
 */
public record Parameter(ParameterName name, NDArray value, boolean isTrainable) {
  /** Overwrites the value in place; the shape is the same. */
  public void set(NDArray other) {
    Gradients.off(() -> Ops.call("copy", value, other));
  }
}
