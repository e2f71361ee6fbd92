package graft.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of several sequences, each scored on its own: the inputs are (B · choices, S), the logits (B,
 * choices).
 *
 * @param scores one number a sequence
 */
record MultipleChoice(SequenceHead scores, int choices) implements Head {
  @Override
  public Parameters parameters() {
    return scores.parameters();
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    return scores.logits(model, encoded, inputs, pass).reshape(new Shape(-1, choices));
  }

  @Override
  public Map<String, @Nullable Object> config(List<String> labels) {
    Map<String, @Nullable Object> config = scores.config(labels);
    config.remove("num_labels");
    config.remove("bias");
    config.put("num_choices", choices);
    return config;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return scores.loss(logits, targets, labelSmoothing);
  }
}
