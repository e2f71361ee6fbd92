package graft.model;

/**
 * What heads and recipes need to know of a base model, beside its architecture.
 *
 * @param maxLength most tokens of a text
 * @param typeVocabulary number of segments; 0 where the model has none
 * @param tiesEmbeddings whether a language model's vocabulary projection is the word embeddings
 * @param normEps of the norms
 * @param headDropout dropout probability of a classification head
 * @param initializerRange standard deviation of a new head's weights
 * @param padTokenId id of padding
 */
public record ModelInfo(
    int hiddenSize,
    int layers,
    int maxLength,
    int typeVocabulary,
    boolean tiesEmbeddings,
    double normEps,
    double headDropout,
    double initializerRange,
    long padTokenId) {}
