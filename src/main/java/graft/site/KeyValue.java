package graft.site;

import ai.djl.ndarray.NDArray;

/**
 * What an attention module looks at: key and value (B, heads, T, d), and the mask that is added to
 * the scores, broadcast to (B, heads, S, T): 0 for visible, the most negative float for hidden.
 */
public record KeyValue(NDArray key, NDArray value, NDArray mask) {}
