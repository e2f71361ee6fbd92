package graft.model.family;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import graft.model.Inputs;
import graft.model.block.LayerBuilder;
import graft.model.shape.BertShape;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.WordSite;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * BERT's embeddings: {@code LN(word + position + type)}, then dropout.
 *
 * @param types of segments; empty where the model has none
 * @param padding the id from which positions are counted on, in models that do not begin at 0
 */
record Embeddings(
    WordSite words,
    NDArray positions,
    Optional<NDArray> types,
    NormSite norm,
    double dropout,
    OptionalLong padding) {
  /** Embeddings of a width of their own, under the names that BERT gave them. */
  static Embeddings read(LayerBuilder whole, BertShape shape, int width) {
    NDArray words = table(whole, "word", shape.vocabulary(), width);
    NDArray positions = table(whole, "position", shape.positions(), width);
    Optional<NDArray> types =
        shape.types() > 0
            ? Optional.of(table(whole, "token_type", shape.types(), width))
            : Optional.empty();
    return new Embeddings(
        whole.words("embeddings.word_embeddings", words),
        positions,
        types,
        whole.layerNorm("embeddings.LayerNorm", width, shape.eps()),
        shape.hiddenDropout(),
        shape.countsFromPadding() ? OptionalLong.of(shape.padTokenId()) : OptionalLong.empty());
  }

  /** One of the tables, under the name that BERT gave it. */
  static NDArray table(LayerBuilder whole, String of, int rows, int width) {
    return whole.model().weights().read("embeddings." + of + "_embeddings.weight", rows, width);
  }

  /** (B, S, E). */
  NDArray of(Inputs.Text inputs, Pass pass) {
    NDArray ids = inputs.inputIds();
    NDArray sum = words.look(ids, pass);
    sum = Ops.add(sum, Ops.embedding(positions, places(ids, pass.setup().positionShift())));
    if (types.isPresent()) {
      // Where there is one segment only, a pair's texts are both of it.
      boolean hasSeveral = types.get().getShape().get(0) > 1;
      NDArray told = hasSeveral ? inputs.tokenTypeIds() : null;
      sum = Ops.add(sum, Ops.embedding(types.get(), told == null ? ids.zerosLike() : told));
    }
    return pass.dropout(norm.forward(sum, pass), dropout, "embeddings");
  }

  /** (S); (B, S) where they are counted from padding on, which has the position of its id. */
  private NDArray places(NDArray ids, int shift) {
    if (padding.isEmpty()) {
      int end = shift + (int) ids.getShape().get(1);
      return ids.getManager().arange(shift, end, 1, DataType.INT64);
    }
    long pad = padding.getAsLong();
    NDArray isToken = ids.neq(pad).toType(DataType.INT64, false);
    return isToken.cumSum(1).toType(DataType.INT64, false).add(shift).mul(isToken).add(pad);
  }
}
