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

/** What the heads of whole sequences share: a tower on one vector of each. */
record SequenceScores(Parameters parameters, HeadShape shape, MlpHead tower) {
  static SequenceScores create(HeadShape shape, Parameters parameters) {
    return new SequenceScores(parameters, shape, new MlpHead(shape, parameters));
  }

  /** (B, outputs). */
  NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    return tower.forward(Pooled.of(model, encoded, inputs, shape.pooling(), pass), pass);
  }

  Map<String, @Nullable Object> config(String type, List<String> labels) {
    Map<String, @Nullable Object> config = HeadConfig.of(type, shape, labels);
    config.put("use_pooler", shape.pooling() == Pooling.POOLER);
    config.put("bias", shape.hasBias());
    return config;
  }
}
