package graft.model;

/**
 * What heads, files and users need to know of a base model.
 *
 * @param modelType as in {@code config.json}
 * @param prefix of published tensor names: {@code bert.}
 * @param adapterModelClass the reference library's class for it, written into files
 * @param typeVocabulary number of segments; 0 where the model has none
 * @param tiesEmbeddings whether a language model's vocabulary projection is the word embeddings
 * @param normEps of the layer norms
 * @param headDropout dropout probability of a classification head
 * @param initializerRange standard deviation of a new head's weights
 * @param padTokenId id of padding
 * @param parameters number of elements of all tensors
 */
public record ModelFacts(
    String modelType,
    String prefix,
    String adapterModelClass,
    int hiddenSize,
    int layers,
    int maxLength,
    int typeVocabulary,
    boolean hasPooler,
    boolean tiesEmbeddings,
    double normEps,
    double headDropout,
    double initializerRange,
    long padTokenId,
    long parameters) {}
