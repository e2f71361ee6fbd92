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
 * Scores of a whole sequence or picture, (B, outputs): a tower on one vector of each.
 *
 * @param said what the reference library's file says of such a head alone, its type first
 */
record SequenceHead(Said said, HeadShape shape, Loss loss, Parameters parameters, MlpHead tower)
    implements Head {
  /**
   * What a head is called in files.
   *
   * @param more attributes that no other head has
   */
  record Said(String type, Map<String, ?> more) {
    Said(String type) {
      this(type, Map.of());
    }

    Said {
      more = Map.copyOf(more);
    }
  }

  static SequenceHead create(Said said, HeadShape shape, Loss loss, Parameters parameters) {
    return new SequenceHead(said, shape, loss, parameters, new MlpHead(shape, parameters));
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    return tower.forward(Pooled.of(model, encoded, inputs, shape.pooling(), pass), pass);
  }

  @Override
  public Map<String, @Nullable Object> config(List<String> labels) {
    Map<String, @Nullable Object> config = HeadConfig.of(said.type(), shape, labels);
    config.put("use_pooler", shape.pooling() == Pooling.POOLER);
    config.put("bias", shape.hasBias());
    config.putAll(said.more());
    return config;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return loss.of(logits, targets, labelSmoothing);
  }
}
