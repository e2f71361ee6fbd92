package graft.head;

import ai.djl.ndarray.NDArray;
import graft.model.BaseModel;
import graft.model.DecoderInfo;
import graft.model.Encoded;
import graft.site.Pass;
import graft.spec.job.HeadSpec.Pooling;
import graft.tensor.Ops;

/** The states that heads of tokens look at. */
final class TokenStates {
  private TokenStates() {}

  /** The same, behind the model's own pooler where it has one for tokens and the head asks. */
  static NDArray of(BaseModel model, HeadShape shape, Encoded encoded, Pass pass) {
    return shape.pooling() == Pooling.POOLER && model.architecture().poolsTokens()
        ? Ops.toFloat(model.pooled(encoded.text().hidden(), pass).orElseThrow())
        : of(model, encoded);
  }

  /** (B, S, H), float32, scaled where the decoder's are. */
  static NDArray of(BaseModel model, Encoded encoded) {
    NDArray hidden = Ops.toFloat(encoded.text().hidden());
    double scale = model.info().decoder().map(DecoderInfo::outputScale).orElse(1.0);
    return scale == 1 ? hidden : Ops.scale(hidden, scale);
  }
}
