package graft.head;

import ai.djl.ndarray.NDArray;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns hidden states into the answer of a task. Its tensors are float32 and belong to the manager
 * of its parameters.
 */
public interface Head {
  /** Marks a target that does not count. */
  long IGNORED = -100;

  Parameters parameters();

  /**
   * Tensors of the base model that the head uses as its own: saved with it, as the reference
   * library does, but neither trained nor read back.
   */
  default Map<ParameterName, NDArray> tied() {
    return Map.of();
  }

  /**
   * The scores that the loss and the answer are made from, float32: (B, outputs) for a sequence,
   * (B, S, outputs) where each position has its own.
   */
  NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass);

  /** The head's configuration as the reference library writes it. */
  Map<String, @Nullable Object> config(List<String> labels);

  /**
   * The loss, summed over the targets: a 0-d float32 tensor.
   *
   * @param labelSmoothing for losses over classes; the others have none
   */
  NDArray loss(NDArray logits, NDArray targets, double labelSmoothing);

  /** Whether the loss depends on how far rows are padded, as in the reference. */
  default boolean seesPadding() {
    return false;
  }
}
