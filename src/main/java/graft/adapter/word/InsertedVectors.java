package graft.adapter.word;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.EmbeddingAdapter;
import graft.site.Pass;
import graft.tensor.Ops;

/**
 * Vectors (P, E) among those of a text behind the embedding block.
 *
 * @param insertedBehind how many tokens of the text stand before them
 */
public record InsertedVectors(NDArray rows, int insertedBehind) implements EmbeddingAdapter {
  @Override
  public int inserted() {
    return Math.toIntExact(rows.getShape().get(0));
  }

  @Override
  public NDArray forward(NDArray embedded, Pass pass) {
    Shape shape = embedded.getShape();
    NDArray own =
        Ops.castLike(rows, embedded)
            .reshape(new Shape(1, inserted(), shape.get(2)))
            .broadcast(new Shape(shape.get(0), inserted(), shape.get(2)));
    if (insertedBehind == 0) {
      return Ops.concat(own, embedded, 1);
    }
    NDArray before = Ops.slice(embedded, 1, 0, insertedBehind);
    NDArray behind = Ops.slice(embedded, 1, insertedBehind, shape.get(1));
    return Ops.concat(Ops.concat(before, own, 1), behind, 1);
  }

  @Override
  public NDArray inverse(NDArray hidden, Pass pass) {
    return hidden;
  }
}
