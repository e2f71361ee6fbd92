package graft.conformance;

import graft.model.BaseModel;
import graft.spec.adapter.AdapterConfig;
import java.util.function.ToLongFunction;

/**
 * A method as the conformance test tries it.
 *
 * @param start how it changes the model before it is trained
 * @param parameters how many trainable numbers its paper says that a model gets
 */
record Method(String notation, Start start, ToLongFunction<Size> parameters) {
  /** What an untrained adapter does to a model's outputs. */
  enum Start {
    /** Nothing at all: the paper starts from the identity. */
    IDENTITY,
    /** Little: the paper starts near the identity. */
    NEAR,
    /** More positions take part: nothing is promised. */
    ANY
  }

  /**
   * What parameter counts depend on.
   *
   * @param hidden H
   * @param embedded width of the embeddings
   * @param wide width of the feed-forward layer
   * @param embeddingBiases of norms before the layers, and of what widens embeddings
   */
  record Size(long layers, long hidden, long embedded, long wide, long embeddingBiases) {
    static Size of(BaseModel model, long wide) {
      long hidden = model.info().hiddenSize();
      long embedded = model.tokenEmbedding().orElseThrow().getShape().get(1);
      long norms = model.sites().norms().stream().filter(norm -> norm.id().layer() < 0).count();
      return new Size(
          model.sites().layers(),
          hidden,
          embedded,
          wide,
          norms * embedded + (embedded == hidden ? 0 : hidden));
    }

    /** The same without what widens embeddings. */
    long embeddingNorms() {
      return embedded == hidden ? embeddingBiases : embeddingBiases - hidden;
    }

    /** Weights and biases of the way down and up again. */
    long bottleneck(long narrow) {
      return 2 * hidden * narrow + narrow + hidden;
    }
  }

  /** Whether its modules are there: names of BERT's and its like mean nothing elsewhere. */
  boolean isFor(String architecture) {
    return Loaded.LIKE_BERT.contains(architecture) || !notation.startsWith("peft_") || isOfTokens();
  }

  /** Whether it sits where tokens become vectors. */
  boolean isOfTokens() {
    return notation.matches("peft_(prompt_tuning|p_tuning|trainable_tokens).*");
  }

  /** The preset that it begins with. */
  String name() {
    return notation.replaceFirst("\\[.*", "");
  }

  AdapterConfig config() {
    return AdapterConfig.read(notation);
  }

  @Override
  public String toString() {
    return notation;
  }
}
