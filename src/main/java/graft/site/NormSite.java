package graft.site;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;

/** A norm with its frozen weights. */
public record NormSite(SiteId id, NormWeights weights, Kind kind) implements Site {
  /** How it is computed. */
  public sealed interface Kind {
    /** Added to what it divides by. */
    double eps();

    /** By mean and variance (Ba et al. 2016). */
    record Layer(double eps) implements Kind {}

    /** By the mean of squares, in float32 (Zhang and Sennrich 2019). */
    record RootMeanSquare(double eps) implements Kind {}

    /** The same with one added to the weight, as in Gemma. */
    record AroundOne(double eps) implements Kind {}
  }

  /** (…, H) to (…, H), with what sits here. */
  public NDArray forward(NDArray x, Pass pass) {
    NormWeights current = pass.setup().norm(id).map(adapter -> adapter.of(weights)).orElse(weights);
    return switch (kind) {
      case Kind.Layer norm -> Ops.layerNorm(x, current.weight(), current.bias(), norm.eps());
      case Kind.RootMeanSquare norm -> Ops.rmsNorm(x, current.weight(), norm.eps());
      case Kind.AroundOne norm -> Ops.rmsNormAroundOne(x, current.weight(), norm.eps());
    };
  }
}
