package graft.model.block;

import ai.djl.ndarray.NDArray;

/** What attention begins with: query (B, S, query heads · d), key and value (B, T, heads · d). */
public record Projected(NDArray query, NDArray key, NDArray value) {}
