package graft.head;

import ai.djl.ndarray.NDArray;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns hidden states into the answer of a task. Its tensors are float32 and belong to the manager
 * of its parameters.
 */
public interface Head {
  Parameters parameters();

  /** The scores that the loss and the answer are made from, float32; (B, labels) for a sequence. */
  NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass);

  /** The head's configuration as the reference library writes it. */
  Map<String, @Nullable Object> config(List<String> labels);

  /** The loss, summed over the targets: a 0-d float32 tensor. */
  NDArray loss(NDArray logits, NDArray targets, double labelSmoothing);
}
