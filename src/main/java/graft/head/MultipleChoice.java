package graft.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of several sequences, each scored on its own: the inputs are (B · choices, S), the logits (B,
 * choices). Cross-entropy over int64 targets (B).
 */
public final class MultipleChoice implements Head {
  private final SequenceScores scores;
  private final int choices;

  /**
   * @param shape of the tower, which gives one number a sequence
   */
  public MultipleChoice(HeadShape shape, int choices, Parameters parameters) {
    scores = SequenceScores.create(shape, parameters);
    this.choices = choices;
  }

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
    Map<String, @Nullable Object> config = scores.config("multiple_choice", labels);
    config.remove("num_labels");
    config.remove("bias");
    config.put("num_choices", choices);
    return config;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return Ops.crossEntropy(logits, targets, IGNORED, labelSmoothing);
  }
}
