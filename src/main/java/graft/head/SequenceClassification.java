package graft.head;

import ai.djl.ndarray.NDArray;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.tensor.Ops;
import graft.tensor.Parameters;

/** One of several labels for a sequence; cross-entropy over int64 targets (B). */
public final class SequenceClassification implements Head {
  /** Targets that do not count. */
  public static final long IGNORED = -100;

  private final Parameters parameters;
  private final HeadShape shape;
  private final Tower tower;

  public SequenceClassification(HeadShape shape, Parameters parameters) {
    this.parameters = parameters;
    this.shape = shape;
    this.tower =
        new Tower(
            parameters,
            shape.layers(),
            shape.activation(),
            shape.hidden(),
            shape.outputs(),
            shape.dropout(),
            shape.std());
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    return tower.forward(Pooled.of(encoded, inputs, shape.pooling()), pass);
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return Ops.crossEntropy(logits, targets, IGNORED, labelSmoothing);
  }
}
