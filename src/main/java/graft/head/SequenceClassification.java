package graft.head;

import ai.djl.ndarray.NDArray;
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
  public Map<String, @Nullable Object> config(List<String> labels) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("head_type", "classification");
    config.put("num_labels", shape.outputs());
    config.put("layers", shape.layers());
    config.put("activation_function", shape.activation().json());
    config.put("label2id", indices(labels));
    config.put("use_pooler", false);
    config.put("bias", true);
    config.put("dropout_prob", null);
    return config;
  }

  private static Map<String, Integer> indices(List<String> labels) {
    Map<String, Integer> indices = new LinkedHashMap<>();
    labels.forEach(label -> indices.put(label, indices.size()));
    return indices;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return Ops.crossEntropy(logits, targets, IGNORED, labelSmoothing);
  }
}
