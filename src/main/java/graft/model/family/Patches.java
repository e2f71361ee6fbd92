package graft.model.family;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.model.WeightReader;
import graft.model.shape.VitShape;
import graft.tensor.Ops;

/**
 * The embeddings of a picture: each patch through one projection, row by row, behind a token of its
 * own, and positions added. A convolution whose steps are as long as its kernel is such a
 * projection of the numbers of each patch.
 *
 * @param kernel (H, C, height, width) of a patch
 * @param bias (H)
 * @param first the token's own embedding (1, 1, H)
 * @param positions (1, patches + 1, H)
 */
record Patches(NDArray kernel, NDArray bias, NDArray first, NDArray positions) {
  private static final String PATH = "embeddings.";
  private static final String PROJECTION = PATH + "patch_embeddings.projection.";

  static Patches read(WeightReader weights, VitShape shape) {
    int hidden = shape.hidden();
    return new Patches(
        weights.read(
            PROJECTION + "weight",
            hidden,
            shape.picture().channels(),
            shape.patch().height(),
            shape.patch().width()),
        weights.read(PROJECTION + "bias", hidden),
        weights.read(PATH + "cls_token", 1, 1, hidden),
        weights.read(PATH + "position_embeddings", 1, shape.positions(), hidden));
  }

  /** (B, C, height, width) to (B, patches + 1, H). */
  NDArray of(NDArray pixels) {
    long batch = pixels.getShape().get(0);
    long hidden = kernel.getShape().get(0);
    NDArray weight = kernel.reshape(new Shape(hidden, -1));
    NDArray patches = Ops.linear(Ops.castLike(cut(pixels), kernel), weight, bias);
    NDArray token = first.broadcast(new Shape(batch, 1, hidden));
    return Ops.add(Ops.concat(token, patches, 1), positions);
  }

  /** (B, C, height, width) to (B, patches, C · the numbers of a patch). */
  private NDArray cut(NDArray pixels) {
    Shape shape = pixels.getShape();
    long high = kernel.getShape().get(2);
    long wide = kernel.getShape().get(3);
    long rows = shape.get(2) / high;
    long columns = shape.get(3) / wide;
    return pixels
        .reshape(new Shape(shape.get(0), shape.get(1), rows, high, columns, wide))
        .transpose(0, 2, 4, 1, 3, 5)
        .reshape(new Shape(shape.get(0), rows * columns, shape.get(1) * high * wide));
  }

  /** int64 (B, patches + 1): 1 everywhere, as nothing of a picture is padding. */
  NDArray seen(NDArray pixels) {
    Shape shape = new Shape(pixels.getShape().get(0), positions.getShape().get(1));
    return pixels.getManager().ones(shape, DataType.INT64);
  }
}
