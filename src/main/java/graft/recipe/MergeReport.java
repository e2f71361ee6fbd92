package graft.recipe;

/**
 * What merging or resetting did.
 *
 * @param sites number of weights that the adapter is folded into
 * @param largestLogitDifference between the merged and the adapted model on a probe
 * @param baseSha256 digest of the base weights in memory, the same before and after
 */
public record MergeReport(int sites, double largestLogitDifference, String baseSha256) {}
