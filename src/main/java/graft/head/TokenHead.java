package graft.head;

import ai.djl.ndarray.NDArray;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.spec.job.HeadSpec.Pooling;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores of every token, (B, S, outputs): a tower on every position.
 *
 * @param type what the reference library calls the head
 */
record TokenHead(String type, HeadShape shape, Loss loss, Parameters parameters, MlpHead tower)
    implements Head {
  static TokenHead create(String type, HeadShape shape, Loss loss, Parameters parameters) {
    return new TokenHead(type, shape, loss, parameters, new MlpHead(shape, parameters));
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    return tower.forward(TokenStates.of(model, shape, encoded, pass), pass);
  }

  @Override
  public Map<String, @Nullable Object> config(List<String> labels) {
    Map<String, @Nullable Object> config = HeadConfig.of(type, shape, labels);
    if (shape.pooling() == Pooling.POOLER) {
      config.put("use_pooler", true);
    }
    return config;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return loss.of(logits, targets, labelSmoothing);
  }

  /** An answer begins at one of all positions. */
  @Override
  public boolean seesPadding() {
    return loss instanceof Loss.Ends;
  }
}
