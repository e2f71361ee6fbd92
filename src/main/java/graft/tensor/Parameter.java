package graft.tensor;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A float32 tensor of an adapter or a head.
 *
 * @param isTrainable whether training changes it; a fixed tensor is saved and counted all the same
 * @param known the elements of a fixed tensor that follow from the base model or a seed, so that a
 *     file may lack it
 */
public record Parameter(
    ParameterName name, NDArray value, boolean isTrainable, Optional<Supplier<float[]>> known) {
  /** Overwrites the value in place; the shape is the same. */
  public void set(NDArray other) {
    Gradients.off(() -> Ops.copy(value, other));
  }
}
