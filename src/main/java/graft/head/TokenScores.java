package graft.head;

import ai.djl.ndarray.NDArray;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.site.Pass;
import graft.spec.job.HeadSpec.Pooling;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the heads of single tokens share: a tower on every position. */
record TokenScores(Parameters parameters, HeadShape shape, MlpHead tower) {
  static TokenScores create(HeadShape shape, Parameters parameters) {
    return new TokenScores(parameters, shape, new MlpHead(shape, parameters));
  }

  /** (B, S, outputs). */
  NDArray logits(BaseModel model, Encoded encoded, Pass pass) {
    return tower.forward(TokenStates.of(model, shape, encoded, pass), pass);
  }

  Map<String, @Nullable Object> config(String type, List<String> labels) {
    Map<String, @Nullable Object> config = HeadConfig.of(type, shape, labels);
    if (shape.pooling() == Pooling.POOLER) {
      config.put("use_pooler", true);
    }
    return config;
  }
}
