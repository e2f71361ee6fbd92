package graft.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.head.Head;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reference's head that scores several sequences against each other: a regression of each, and
 * a cross-entropy over their scores. No task of ours has it; the case shows the adapter beneath.
 */
record MultipleChoice(Head scores, int choices) implements Head {
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
    Map<String, @Nullable Object> config = new LinkedHashMap<>(scores.config(labels));
    List.of("num_labels", "bias").forEach(config::remove);
    config.put("head_type", "multiple_choice");
    config.put("num_choices", choices);
    return config;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return Ops.crossEntropy(logits, targets, IGNORED, labelSmoothing);
  }
}
