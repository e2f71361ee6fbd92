package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import graft.format.Tensors;
import graft.format.model.MaskedLmNames;
import graft.site.EmbeddingSite;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.Site;
import graft.site.Sites;
import graft.site.Stack;
import graft.spec.Activation;
import graft.tensor.Gradients;
import graft.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DistilBERT (Sanh et al. 2019): BERT's post-norm layers without token types, without a pooler, and
 * without dropout behind the attention's output.
 */
final class DistilBert implements BaseModel {
  private final NDManager manager;
  private final Tensors tensors;
  private final Sites sites;
  private final ModelFacts facts;
  private final double dropout;
  private final Activation activation;
  private final NDArray words;
  private final NDArray positions;
  private final NormSite norm;
  private final PostNormEncoder encoder;

  /**
   * Builds the model over opened tensors, which it owns from now on, in a manager that it closes.
   */
  DistilBert(ModelConfig config, Tensors tensors, NDManager manager, Weights.Form form) {
    this.manager = manager;
    this.tensors = tensors;
    Weights weights = new Weights(tensors, "distilbert.", manager, form);
    DistilBertShape shape = DistilBertShape.of(config);
    int hidden = shape.hidden();
    List<Site> registered = new ArrayList<>();
    dropout = shape.dropout();
    activation = shape.activation();
    words = weights.read("embeddings.word_embeddings.weight", shape.vocabulary(), hidden);
    // Sinusoidal positions are stored like learned ones.
    positions = weights.read("embeddings.position_embeddings.weight", shape.positions(), hidden);
    LayerBuilder whole = new LayerBuilder(weights, Stack.ENCODER, -1, "", registered);
    norm = whole.layerNorm("embeddings.LayerNorm", hidden, DistilBertShape.EPS);
    EmbeddingSite embedding = whole.embedding(hidden);
    List<PostNormLayer> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      String path = "transformer.layer." + i + ".";
      layers.add(
          DistilBertLayer.create(
              new LayerBuilder(weights, Stack.ENCODER, i, path, registered), shape));
    }
    encoder = new PostNormEncoder(embedding, layers);
    sites = new Sites(registered);
    facts =
        new ModelFacts(
            "distilbert",
            "distilbert.",
            "DistilBertAdapterModel",
            hidden,
            shape.layers(),
            shape.positions(),
            0,
            false,
            config.flag("tie_word_embeddings", true),
            DistilBertShape.EPS,
            shape.headDropout(),
            shape.initializerRange(),
            shape.padTokenId(),
            weights.elements());
  }

  @Override
  public Encoded forward(Inputs inputs, Pass pass) {
    NDArray embedded = pass.part(() -> embed(inputs.inputIds(), pass));
    return encoder.forward(embedded, inputs.attentionMask(), pass);
  }

  private NDArray embed(NDArray ids, Pass pass) {
    int first = pass.setup().positionShift();
    int end = first + (int) ids.getShape().get(1);
    NDArray places = ids.getManager().arange(first, end, 1, DataType.INT64);
    NDArray sum = Ops.add(Ops.embedding(words, ids), Ops.embedding(positions, places));
    return pass.dropout(norm.forward(sum, pass), dropout, "embeddings");
  }

  @Override
  public Optional<NDArray> pooled(Encoded encoded, Pass pass) {
    return Optional.empty();
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
    return MaskedLmNames.DISTILBERT.read(tensors).map(head -> new CheckpointHead(activation, head));
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
