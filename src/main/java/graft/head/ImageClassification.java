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

/** One of several labels for a picture; cross-entropy over int64 targets (B). */
public final class ImageClassification implements Head {
  private final SequenceScores scores;

  public ImageClassification(HeadShape shape, Parameters parameters) {
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
    Map<String, @Nullable Object> config = scores.config("image_classification", labels);
    config.put("multilabel", false);
    return config;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return Ops.crossEntropy(logits, targets, IGNORED, labelSmoothing);
  }
}
