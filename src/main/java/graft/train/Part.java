package graft.train;

/**
 * Rows of a batch that are computed in a pass of their own.
 *
 * @param batch they alone
 * @param before rows of the whole batch that stand before them
 * @param rows how many they are, at least 1
 * @param <B> a batch
 */
public record Part<B>(B batch, int before, int rows) {}
