package graft.head;

import ai.djl.ndarray.NDArray;
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
 * Any number of labels for a sequence; binary cross-entropy over float32 targets (B, labels) of 0
 * and 1.
 */
public final class MultiLabelClassification implements Head {
  private final SequenceScores scores;

  public MultiLabelClassification(HeadShape shape, Parameters parameters) {
    scores = SequenceScores.create(shape, parameters);
  }

  @Override
  public Parameters parameters() {
    return scores.parameters();
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    return scores.logits(model, encoded, inputs, pass);
  }

  @Override
  public Map<String, @Nullable Object> config(List<String> labels) {
    return scores.config("multilabel_classification", labels);
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return Ops.binaryCrossEntropy(logits, targets);
  }
}
