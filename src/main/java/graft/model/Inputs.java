package graft.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a model that reads text.
 *
 * @param inputIds int64 (B, S)
 * @param attentionMask int64 (B, S): 1 for tokens, 0 for padding
 * @param tokenTypeIds int64 (B, S), or null for all zeros
 */
public record Inputs(NDArray inputIds, NDArray attentionMask, @Nullable NDArray tokenTypeIds) {}
