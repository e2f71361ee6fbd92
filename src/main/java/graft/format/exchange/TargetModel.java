package graft.format.exchange;

/**
 * The base model that an imported adapter is for.
 *
 * @param modelClass the reference library's class for it: {@code BertAdapterModel}
 * @param layers how many transformer layers it has
 */
public record TargetModel(
    String modelType, String modelClass, String modelName, int hiddenSize, int layers) {}
