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

/** A label for every token; cross-entropy over int64 targets (B, S). */
public final class TokenClassification implements Head {
  private final TokenScores scores;

  public TokenClassification(HeadShape shape, Parameters parameters) {
    scores = TokenScores.create(shape, parameters);
  }

  @Override
  public Parameters parameters() {
    return scores.parameters();
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    return scores.logits(model, encoded, pass);
  }

  @Override
  public Map<String, @Nullable Object> config(List<String> labels) {
    return scores.config("tagging", labels);
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    long labels = logits.getShape().get(2);
    return Ops.crossEntropy(
        logits.reshape(new Shape(-1, labels)), targets.flatten(), IGNORED, labelSmoothing);
  }
}
