package graft.site;

import ai.djl.ndarray.NDArray;

/**
 * Several texts in each row, which do not see each other.
 *
 * @param places int64 (B, S): how many tokens of its own text stand before each
 * @param texts int64 (B, S): which text of its row each belongs to
 * @param longest tokens of the longest text
 */
public record Packing(NDArray places, NDArray texts, int longest) {}
