package graft.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.EmbeddingSite;
import graft.site.Pass;
import graft.tensor.Init;
import graft.tensor.Nonlinearity;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The token that belongs at each position (Devlin et al. 2019): linear, activation and layer norm
 * once a layer, then the vocabulary projection, which is not trained; logits (B, S, V).
 * Cross-entropy over int64 targets (B, S), not shifted.
 *
 * <p>The projection's weight is the word embeddings where the model ties them. Just before it an
 * invertible adapter is undone, unless the adapter was trained in a class that does not (D8). A
 * checkpoint's own head of the same shape is where training starts from.
 */
public final class MaskedLm implements Head {
  private static final int PARTS = 3;

  private final Parameters parameters;
  private final HeadShape shape;
  private final boolean undoes;
  private final double eps;
  private final List<Layer> layers = new ArrayList<>();
  private final boolean isTied;
  private final NDArray vocabulary;
  private final NDArray bias;

  /** All but the last. */
  private record Layer(
      NDArray weight, NDArray bias, Nonlinearity f, NDArray normWeight, NDArray normBias) {
    NDArray forward(NDArray x, double eps) {
      NDArray wide = f.of(Ops.linear(x, weight, bias));
      return Ops.layerNorm(wide, normWeight, normBias, eps);
    }
  }

  /**
   * @param undoes whether an invertible adapter is undone before the vocabulary projection
   */
  public MaskedLm(HeadShape shape, boolean undoes, BaseModel model, Parameters parameters) {
    this.parameters = parameters;
    this.shape = shape;
    this.undoes = undoes;
    eps = model.info().normEps();
    isTied = model.info().tiesEmbeddings();
    Init normal = new Init.Normal(shape.std());
    Shape square = new Shape(shape.hidden(), shape.hidden());
    Shape vector = new Shape(shape.hidden());
    for (int i = 0; i < shape.layers() - 1; i++) {
      int linear = PARTS * i;
      int norm = linear + 2;
      layers.add(
          new Layer(
              parameters.create(Tower.name(linear, "weight"), square, normal),
              parameters.create(Tower.name(linear, "bias"), vector, Init.ZEROS),
              Tower.nonlinearity(shape.activation(), linear + 1, parameters),
              parameters.create(Tower.name(norm, "weight"), vector, Init.ONES),
              parameters.create(Tower.name(norm, "bias"), vector, Init.ZEROS)));
    }
    vocabulary =
        isTied
            ? model.tokenEmbedding()
            : fixed("weight", new Shape(shape.outputs(), shape.hidden()), normal);
    bias = fixed("bias", new Shape(shape.outputs()), Init.ZEROS);
    model.languageModelHead().ifPresent(head -> startFrom(head.tensors()));
  }

  private NDArray fixed(String tensor, Shape size, Init init) {
    return parameters.create(last(tensor), size, init, OptionalLong.empty(), false);
  }

  private ParameterName last(String tensor) {
    return Tower.name(PARTS * (shape.layers() - 1), tensor);
  }

  /** A checkpoint's head has two layers; another shape starts anew. */
  private void startFrom(Map<String, float[]> checkpoint) {
    if (shape.layers() == 2) {
      for (Parameter parameter : parameters.all()) {
        float[] values = checkpoint.get(parameter.name().tensor());
        if (values != null) {
          parameters.set(parameter, values, parameter.value().getShape().getShape());
        }
      }
    }
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Map<ParameterName, NDArray> tied() {
    return isTied ? Map.of(last("weight"), vocabulary) : Map.of();
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    NDArray x = Ops.toFloat(encoded.hidden());
    for (Layer layer : layers) {
      x = layer.forward(x, eps);
    }
    if (undoes) {
      for (EmbeddingSite site : model.sites().embedding()) {
        x = site.inverse(x, pass);
      }
    }
    NDArray scores = Ops.linear(Ops.castLike(x, vocabulary), vocabulary);
    return Ops.add(Ops.toFloat(scores), bias);
  }

  @Override
  public Map<String, @Nullable Object> config(List<String> labels) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("head_type", "masked_lm");
    config.put("vocab_size", shape.outputs());
    config.put("embedding_size", Math.toIntExact(shape.hidden()));
    config.put("layers", shape.layers());
    config.put("activation_function", shape.activation().json());
    config.put("layer_norm", true);
    config.put("bias", true);
    config.put("shift_labels", false);
    config.put("label2id", null);
    return config;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return Ops.crossEntropy(
        logits.reshape(new Shape(-1, shape.outputs())), targets.flatten(), IGNORED, labelSmoothing);
  }
}
