package graft.model;

import graft.image.PixelShape;
import java.util.Optional;

/**
 * What heads and recipes need to know of a base model, beside its architecture.
 *
 * @param layers of all stacks
 * @param maxLength most tokens of a text; the patches of a picture, and what stands before them
 * @param typeVocabulary number of segments; 0 where the model has none
 * @param tiesEmbeddings whether a language model's vocabulary projection is the word embeddings; a
 *     network says what its configuration does
 * @param headNormEps of the norms in language model heads
 * @param headDropout dropout probability of a classification head
 * @param initializerRange standard deviation of a new head's weights
 * @param padTokenId id of padding; {@link #NO_PADDING} where there is none
 * @param decoder where one reads what an encoder made
 * @param picture the size of what a model of pictures takes; empty where it reads text
 */
public record ModelInfo(
    int hiddenSize,
    int layers,
    int maxLength,
    int typeVocabulary,
    boolean tiesEmbeddings,
    double headNormEps,
    double headDropout,
    double initializerRange,
    long padTokenId,
    Optional<DecoderInfo> decoder,
    Optional<PixelShape> picture) {
  /** Of the norms in heads that the reference adds to models whose configuration says none. */
  public static final double HEAD_NORM_EPS = 1e-12;

  /** Stands for a model without a padding token. */
  public static final long NO_PADDING = -1;

  /** A model that reads text. */
  public ModelInfo(
      int hiddenSize,
      int layers,
      int maxLength,
      int typeVocabulary,
      boolean tiesEmbeddings,
      double headNormEps,
      double headDropout,
      double initializerRange,
      long padTokenId,
      Optional<DecoderInfo> decoder) {
    this(
        hiddenSize,
        layers,
        maxLength,
        typeVocabulary,
        tiesEmbeddings,
        headNormEps,
        headDropout,
        initializerRange,
        padTokenId,
        decoder,
        Optional.empty());
  }

  /** A model of one stack that reads text. */
  public ModelInfo(
      int hiddenSize,
      int layers,
      int maxLength,
      int typeVocabulary,
      boolean tiesEmbeddings,
      double headNormEps,
      double headDropout,
      double initializerRange,
      long padTokenId) {
    this(
        hiddenSize,
        layers,
        maxLength,
        typeVocabulary,
        tiesEmbeddings,
        headNormEps,
        headDropout,
        initializerRange,
        padTokenId,
        Optional.empty());
  }

  /** The same whose vocabulary projection is the word embeddings, or is not. */
  ModelInfo tied(boolean ties) {
    return new ModelInfo(
        hiddenSize,
        layers,
        maxLength,
        typeVocabulary,
        ties,
        headNormEps,
        headDropout,
        initializerRange,
        padTokenId,
        decoder,
        picture);
  }

  /** The token that fills rows up behind the mask: any will do where there is none for it. */
  public int fillingId() {
    return padTokenId == NO_PADDING ? 0 : Math.toIntExact(padTokenId);
  }
}
