package graft.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.Pass;
import graft.spec.Activation;
import graft.tensor.Init;
import graft.tensor.Nonlinearity;
import graft.tensor.Ops;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The linear layers of a head: dropout, linear, activation, once a layer, no activation after the
 * last. Weights are named by their position in that list, as the reference does: 1 and 4 for two
 * layers. A prediction head has a norm behind its activation, and no dropout before its first
 * layer.
 */
final class MlpHead {
  private static final int PARTS = 3;

  private final List<NDArray> weights = new ArrayList<>();
  private final List<@Nullable NDArray> biases = new ArrayList<>();
  private final List<Nonlinearity> between = new ArrayList<>();
  private final List<NDArray> norms = new ArrayList<>();
  private final double dropout;
  private final double normEps;

  MlpHead(HeadShape shape, Parameters parameters) {
    dropout = shape.dropout();
    normEps = shape.normEps();
    boolean isNormed = shape.hiddenLayers() == HiddenLayers.PREDICTION;
    Init normal = new Init.Normal(shape.std());
    for (int i = 0; i < shape.layers(); i++) {
      long width = i == shape.layers() - 1 ? shape.outputs() : shape.hidden();
      int position = PARTS * i + 1;
      weights.add(
          parameters.create(name(position, "weight"), new Shape(width, shape.hidden()), normal));
      boolean isLast = i == shape.layers() - 1;
      biases.add(
          (isLast ? shape.hasBias() : !isNormed)
              ? parameters.create(name(position, "bias"), new Shape(width), Init.ZEROS)
              : null);
      if (!isLast) {
        between.add(nonlinearity(shape.activation(), position + 1, parameters));
      }
      if (!isLast && isNormed) {
        norms.add(
            parameters.create(name(position + 1, "norm.weight"), new Shape(width), Init.ONES));
      }
    }
  }

  /** (…, H) to (…, outputs). */
  NDArray forward(NDArray x, Pass pass) {
    NDArray result = x;
    for (int i = 0; i < weights.size(); i++) {
      result = i == 0 && !norms.isEmpty() ? result : pass.dropout(result, dropout, "head." + i);
      result = Ops.linear(result, weights.get(i), biases.get(i));
      result = i < between.size() ? between.get(i).of(result) : result;
      result = i < norms.size() ? Ops.layerNorm(result, norms.get(i), null, normEps) : result;
    }
    return result;
  }

  /** The function at a position in the list of a head's parts. */
  static Nonlinearity nonlinearity(Activation activation, int position, Parameters parameters) {
    return Nonlinearity.of(
        activation,
        (tensor, init, isTrained, shape) ->
            parameters.create(
                name(position, tensor), new Shape(shape), init, OptionalLong.empty(), isTrained));
  }

  /** The name of a head's tensor: what it is, at a position in the list of the head's parts. */
  static ParameterName name(int position, String tensor) {
    return new ParameterName("", "heads", position + "." + tensor);
  }
}
