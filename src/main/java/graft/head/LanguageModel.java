package graft.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.architecture.LmHead;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.model.PretrainedLmHead;
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
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The token that belongs at each position: linear, activation and layer norm once a layer but the
 * last, which is the vocabulary projection and not trained; logits (B, S, V). Cross-entropy over
 * int64 targets (B, S), each at the position that predicts it.
 *
 * <p>For masked words (Devlin et al. 2019) that is the word's own position, for a causal model the
 * one before. The projection's weight is the word embeddings where the model ties them. Just before
 * it an invertible adapter is undone, unless the adapter was trained in a class that does not (D8).
 * A checkpoint's own head of the same shape is where training starts from.
 */
public final class LanguageModel implements Head {
  private static final int PARTS = 3;
  private static final Loss LOSS = new Loss.OneOfClasses();

  private final LmHead.Task task;
  private final Parameters parameters;
  private final HeadShape shape;
  private final boolean undoes;
  private final boolean isBehindPooler;
  private final double eps;
  private final List<Layer> layers = new ArrayList<>();
  private final Optional<NDArray> shared;
  private final NDArray vocabulary;
  private final Optional<NDArray> bias;

  /** All but the last. */
  private record Layer(
      NDArray weight,
      @Nullable NDArray bias,
      Nonlinearity f,
      NDArray normWeight,
      @Nullable NDArray normBias) {
    NDArray forward(NDArray x, double eps) {
      NDArray wide = f.of(Ops.linear(x, weight, bias));
      return Ops.layerNorm(wide, normWeight, normBias, eps);
    }
  }

  /**
   * @param shared the base model's own vocabulary projection, if it is this head's
   * @param sharedBias what the base model's class adds to it, if this head does
   * @param isBehindPooler whether the base model's own layers come first, with what adapts them
   * @param undoes whether an invertible adapter is undone before the vocabulary projection
   */
  LanguageModel(
      LmHead.Task task,
      HeadShape shape,
      Optional<NDArray> shared,
      Optional<NDArray> sharedBias,
      boolean isBehindPooler,
      boolean undoes,
      BaseModel model,
      Parameters parameters) {
    this.task = task;
    this.parameters = parameters;
    this.shape = shape;
    this.shared = shared;
    this.isBehindPooler = isBehindPooler;
    this.undoes = undoes;
    eps = model.info().headNormEps();
    Init normal = new Init.Normal(shape.std());
    boolean hasBiases = shape.hiddenLayers() == HiddenLayers.FLEXIBLE;
    long width = shape.layers() > 1 ? embeddingWidth(model) : shape.hidden();
    Shape vector = new Shape(width);
    for (int i = 0; i < shape.layers() - 1; i++) {
      int linear = PARTS * i;
      int norm = linear + 2;
      Shape matrix = new Shape(width, i == 0 ? shape.hidden() : width);
      layers.add(
          new Layer(
              parameters.create(MlpHead.name(linear, "weight"), matrix, normal),
              hasBiases
                  ? parameters.create(MlpHead.name(linear, "bias"), vector, Init.ZEROS)
                  : null,
              MlpHead.nonlinearity(shape.activation(), linear + 1, parameters),
              parameters.create(MlpHead.name(norm, "weight"), vector, Init.ONES),
              hasBiases
                  ? parameters.create(MlpHead.name(norm, "bias"), vector, Init.ZEROS)
                  : null));
    }
    vocabulary = shared.orElseGet(() -> fixed("weight", new Shape(shape.outputs(), width), normal));
    bias =
        hasBias()
            ? Optional.of(fixed("bias", new Shape(shape.outputs()), Init.ZEROS))
            : sharedBias.map(own -> Ops.toFloat(own.flatten()));
    if (startsFromCheckpoint(model)) {
      model.languageModelHead().ifPresent(this::startFrom);
    }
  }

  /** The vocabulary projection's, which is the word embeddings in most models. */
  private static long embeddingWidth(BaseModel model) {
    return model.tokenEmbedding().orElseThrow().getShape().get(1);
  }

  /** A projection alone, as native classes of causal models have it, has none. */
  private boolean hasBias() {
    return switch (task) {
      case MASKED -> true;
      case CAUSAL -> shape.layers() > 1;
      case SEQUENCE_TO_SEQUENCE -> false;
    };
  }

  private boolean startsFromCheckpoint(BaseModel model) {
    return model
        .architecture()
        .lmHead()
        .filter(head -> head.task() == task && head.layers() == shape.layers())
        .isPresent();
  }

  private NDArray fixed(String tensor, Shape size, Init init) {
    return parameters.create(last(tensor), size, init, OptionalLong.empty(), false);
  }

  private ParameterName last(String tensor) {
    return MlpHead.name(PARTS * (shape.layers() - 1), tensor);
  }

  private void startFrom(PretrainedLmHead checkpoint) {
    for (Parameter parameter : parameters.all()) {
      checkpoint
          .values(parameter.name().tensor())
          .ifPresent(
              values -> parameters.set(parameter, values, parameter.value().getShape().getShape()));
    }
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Map<ParameterName, NDArray> tied() {
    return shared
        .<Map<ParameterName, NDArray>>map(weight -> Map.of(last("weight"), weight))
        .orElse(Map.of());
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    NDArray x = inner(model, encoded, pass);
    if (undoes) {
      for (EmbeddingSite site : model.sites().embedding()) {
        x = site.inverse(x, pass);
      }
    }
    NDArray states = Ops.castLike(x, vocabulary);
    NDArray frozen = Ops.linear(states, vocabulary);
    NDArray scores =
        tied().isEmpty() || !model.info().tiesEmbeddings()
            ? frozen
            : model.sites().words().map(site -> site.score(states, frozen, pass)).orElse(frozen);
    return bias.map(b -> Ops.add(Ops.toFloat(scores), b)).orElseGet(() -> Ops.toFloat(scores));
  }

  private NDArray inner(BaseModel model, Encoded encoded, Pass pass) {
    if (isBehindPooler) {
      return Ops.toFloat(model.pooled(encoded.text().hidden(), pass).orElseThrow());
    }
    NDArray x = TokenStates.of(model, encoded);
    for (Layer layer : layers) {
      x = layer.forward(x, eps);
    }
    return x;
  }

  @Override
  public Map<String, @Nullable Object> config(List<String> labels) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("head_type", task.headType());
    config.put("vocab_size", shape.outputs());
    if (task != LmHead.Task.SEQUENCE_TO_SEQUENCE) {
      config.put("embedding_size", Math.toIntExact(vocabulary.getShape().get(1)));
    }
    config.put("layers", shape.layers());
    boolean isDeep = shape.layers() > 1;
    config.put("activation_function", isDeep ? shape.activation().json() : null);
    config.put("layer_norm", isDeep || task == LmHead.Task.MASKED);
    config.put("bias", hasBias());
    config.put("shift_labels", task == LmHead.Task.CAUSAL);
    config.put("label2id", null);
    if (task == LmHead.Task.CAUSAL) {
      config.put("dropout_prob", null);
    }
    return config;
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return LOSS.of(logits, targets, labelSmoothing);
  }
}
