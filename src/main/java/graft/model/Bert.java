package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import graft.format.Tensors;
import graft.format.model.MaskedLmNames;
import graft.site.EmbeddingSite;
import graft.site.LinearSite;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.Role;
import graft.site.Site;
import graft.site.Sites;
import graft.site.Stack;
import graft.spec.Activation;
import graft.tensor.Gradients;
import graft.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * BERT (Devlin et al. 2019) and its relatives RoBERTa and XLM-RoBERTa, which count positions from
 * the padding id on: embeddings {@code LN(word + position + type)}, then post-norm layers.
 */
final class Bert implements BaseModel {
  private final Family family;
  private final NDManager manager;
  private final Tensors tensors;
  private final Sites sites;
  private final ModelFacts facts;
  private final double hiddenDropout;
  private final Activation activation;
  private final NDArray words;
  private final NDArray positions;
  private final NDArray types;
  private final NormSite norm;
  private final PostNormEncoder encoder;
  private final @Nullable LinearSite pooler;

  /** What tells the relatives apart. */
  enum Family {
    BERT("bert", "bert.", "BertAdapterModel", MaskedLmNames.BERT),
    ROBERTA("roberta", "roberta.", "RobertaAdapterModel", MaskedLmNames.ROBERTA),
    XLM_ROBERTA("xlm-roberta", "roberta.", "XLMRobertaAdapterModel", MaskedLmNames.ROBERTA);

    private final String modelType;
    private final String prefix;
    private final String adapterModelClass;
    private final MaskedLmNames maskedLm;

    Family(String modelType, String prefix, String adapterModelClass, MaskedLmNames maskedLm) {
      this.modelType = modelType;
      this.prefix = prefix;
      this.adapterModelClass = adapterModelClass;
      this.maskedLm = maskedLm;
    }

    boolean countsFromPadding() {
      return this != BERT;
    }
  }

  /**
   * Builds the model over opened tensors, which it owns from now on, in a manager that it closes.
   */
  Bert(Family family, ModelConfig config, Tensors tensors, NDManager manager, Weights.Form form) {
    this.family = family;
    this.manager = manager;
    this.tensors = tensors;
    Weights weights = new Weights(tensors, family.prefix, manager, form);
    BertShape shape = BertShape.of(config, family);
    int hidden = shape.hidden();
    List<Site> registered = new ArrayList<>();
    hiddenDropout = shape.hiddenDropout();
    activation = shape.activation();
    words = weights.read("embeddings.word_embeddings.weight", shape.vocabulary(), hidden);
    positions = weights.read("embeddings.position_embeddings.weight", shape.positions(), hidden);
    types = weights.read("embeddings.token_type_embeddings.weight", shape.types(), hidden);
    LayerBuilder whole = new LayerBuilder(weights, Stack.ENCODER, -1, "", registered);
    norm = whole.layerNorm("embeddings.LayerNorm", hidden, shape.eps());
    EmbeddingSite embedding = whole.embedding(hidden);
    List<PostNormLayer> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      layers.add(
          BertLayer.create(
              new LayerBuilder(weights, Stack.ENCODER, i, "encoder.layer." + i + ".", registered),
              shape));
    }
    encoder = new PostNormEncoder(embedding, layers);
    boolean hasPooler = weights.has("pooler.dense.weight");
    pooler = hasPooler ? whole.linear(Role.POOLER, "pooler.dense", hidden, hidden) : null;
    sites = new Sites(registered);
    facts =
        new ModelFacts(
            family.modelType,
            family.prefix,
            family.adapterModelClass,
            hidden,
            shape.layers(),
            family.countsFromPadding()
                ? shape.positions() - (int) shape.padTokenId() - 1
                : shape.positions(),
            shape.types(),
            hasPooler,
            config.flag("tie_word_embeddings", true),
            shape.eps(),
            shape.headDropout(),
            shape.initializerRange(),
            shape.padTokenId(),
            weights.elements());
  }

  @Override
  public Encoded forward(Inputs inputs, Pass pass) {
    NDArray embedded = pass.part(() -> embed(inputs, pass));
    return encoder.forward(embedded, inputs.attentionMask(), pass);
  }

  private NDArray embed(Inputs inputs, Pass pass) {
    NDArray sum = Ops.embedding(words, inputs.inputIds());
    sum =
        Ops.add(
            sum,
            Ops.embedding(positions, positionIds(inputs.inputIds(), pass.setup().positionShift())));
    // Where there is one segment only, a pair's texts are both of it.
    NDArray told = facts.typeVocabulary() > 1 ? inputs.tokenTypeIds() : null;
    NDArray typeIds = told == null ? inputs.inputIds().zerosLike() : told;
    sum = Ops.add(sum, Ops.embedding(types, typeIds));
    return pass.dropout(norm.forward(sum, pass), hiddenDropout, "embeddings");
  }

  /** (S) for BERT; (B, S) for the relatives, whose padding has the position of the padding id. */
  private NDArray positionIds(NDArray ids, int shift) {
    if (!family.countsFromPadding()) {
      int end = shift + (int) ids.getShape().get(1);
      return ids.getManager().arange(shift, end, 1, DataType.INT64);
    }
    long pad = facts.padTokenId();
    NDArray isToken = ids.neq(pad).toType(DataType.INT64, false);
    return isToken.cumSum(1).toType(DataType.INT64, false).add(shift).mul(isToken).add(pad);
  }

  @Override
  public Optional<NDArray> pooled(Encoded encoded, Pass pass) {
    if (pooler == null) {
      return Optional.empty();
    }
    NDArray first = encoded.hidden().get(":, 0");
    return Optional.of(Ops.tanh(pooler.forward(first, pass)));
  }

  @Override
  public Sites sites() {
    return sites;
  }

  @Override
  public ModelFacts facts() {
    return facts;
  }

  @Override
  public NDArray tokenEmbedding() {
    return words;
  }

  @Override
  public Optional<CheckpointHead> maskedLmHead() {
    Activation between = family == Family.BERT ? activation : Activation.GELU;
    return family.maskedLm.read(tensors).map(head -> new CheckpointHead(between, head));
  }

  @Override
  public NDManager newManager() {
    return manager.newSubManager();
  }

  @Override
  public void close() {
    Gradients.off(() -> {
      manager.close();
      return tensors;
    });
    tensors.close();
  }
}
