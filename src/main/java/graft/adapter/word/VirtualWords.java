package graft.adapter.word;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.Pass;
import graft.site.WordAdapter;
import graft.site.WordSite;
import graft.tensor.Ops;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Vectors (P, E) of tokens that stand before each text. They are not scaled, whatever the model
 * does with those of words.
 *
 * @param rows the vectors in a pass: a parameter, or what the pass remembers
 */
public record VirtualWords(int virtualTokens, Function<Pass, NDArray> rows) implements WordAdapter {
  @Override
  public NDArray look(NDArray ids, WordSite site, UnaryOperator<NDArray> scaled, Pass pass) {
    long words = site.size();
    NDArray known = scaled.apply(Ops.embedding(site.words(), ids.clip(0, words - 1)));
    NDArray own = Ops.castLike(rows.apply(pass), known);
    NDArray found = Ops.embedding(own, ids.sub(words).clip(0, virtualTokens - 1));
    Shape shape = ids.getShape();
    NDArray isVirtual =
        Ops.castLike(ids.gte(words).reshape(new Shape(shape.get(0), shape.get(1), 1)), known);
    NDArray isWord = isVirtual.neg().add(1);
    return Ops.add(Ops.mul(known, isWord), Ops.mul(found, isVirtual));
  }
}
