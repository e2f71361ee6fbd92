package graft.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.model.BaseModel;
import graft.model.DecoderInfo;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.spec.job.HeadSpec.Pooling;
import graft.tensor.Ops;

/** One vector for a sequence. */
final class Pooled {
  private Pooled() {}

  /** (B, S, H) to (B, H), float32. */
  static NDArray of(BaseModel model, Encoded encoded, Inputs inputs, Pooling pooling, Pass pass) {
    NDArray hidden = Ops.toFloat(encoded.hidden());
    return switch (pooling) {
      case POOLER -> {
        NDArray usual = of(model, encoded, inputs, model.usualHeads().pooling(), pass);
        NDArray vector = Ops.castLike(usual, encoded.hidden());
        yield Ops.toFloat(model.pooled(vector, pass).orElseThrow());
      }
      case FIRST -> at(hidden, 0);
      case MEAN -> mean(hidden, seen(inputs, hidden));
      case LAST -> at(hidden, lasts(model, inputs, hidden));
    };
  }

  /** int64 (B, S): 1 for what is real. */
  private static NDArray seen(Inputs inputs, NDArray hidden) {
    return switch (inputs) {
      case Inputs.Text text -> all(text.attentionMask(), hidden);
      case Inputs.Pixels _, Inputs.Next _ ->
          hidden
              .getManager()
              .ones(new Shape(hidden.getShape().get(0), hidden.getShape().get(1)), DataType.INT64);
    };
  }

  /** Virtual tokens before the text are as real as it. */
  private static NDArray all(NDArray attentionMask, NDArray hidden) {
    long virtual = hidden.getShape().get(1) - attentionMask.getShape().get(1);
    return virtual > 0
        ? attentionMask
            .getManager()
            .ones(new Shape(hidden.getShape().get(0), virtual), DataType.INT64)
            .concat(attentionMask, 1)
        : attentionMask;
  }

  /** int64 (B, S): 1 where what is last is looked for. */
  private static NDArray lasts(BaseModel model, Inputs inputs, NDArray hidden) {
    return model.info().decoder().isPresent() && inputs instanceof Inputs.Text text
        ? ends(text, model.info().decoder().get())
        : seen(inputs, hidden);
  }

  private static NDArray at(NDArray hidden, long position) {
    Shape shape = hidden.getShape();
    return Ops.slice(hidden, 1, position, position + 1)
        .reshape(new Shape(shape.get(0), shape.get(2)));
  }

  /** The mean over real tokens. */
  private static NDArray mean(NDArray hidden, NDArray attentionMask) {
    Shape shape = hidden.getShape();
    NDArray weights = attentionMask.toType(DataType.FLOAT32, false);
    NDArray share =
        weights
            .div(weights.sum(new int[] {1}, true))
            .reshape(new Shape(shape.get(0), 1, shape.get(1)));
    return Ops.matmul(share, hidden).reshape(new Shape(shape.get(0), shape.get(2)));
  }

  /**
   * For each input the tokens that end it, or where none does, the others: what the decoder says
   * there knows all of it.
   */
  private static NDArray ends(Inputs.Text inputs, DecoderInfo decoder) {
    NDArray isEnd = inputs.inputIds().eq(decoder.eosTokenId()).toType(DataType.INT64, false);
    NDArray hasEnd = isEnd.max(new int[] {1}, true);
    return isEnd.add(inputs.attentionMask().mul(hasEnd.neg().add(1)));
  }

  /** The right-most of some tokens (B, S), which are 1: of the real ones for most models (D19). */
  private static NDArray at(NDArray hidden, NDArray tokens) {
    Shape shape = hidden.getShape();
    long length = shape.get(1);
    NDArray places = tokens.getManager().arange(1, (int) length + 1, 1, DataType.INT64);
    NDArray ranked = tokens.mul(places);
    NDArray isLast = ranked.eq(ranked.max(new int[] {1}, true)).toType(DataType.FLOAT32, false);
    return Ops.matmul(isLast.reshape(new Shape(shape.get(0), 1, length)), hidden)
        .reshape(new Shape(shape.get(0), shape.get(2)));
  }
}
