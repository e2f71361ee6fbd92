package graft.recipe;

/**
 * What merging or resetting did.
 *
 * @param sites number of weights that the adapter is folded into
 * @param largestLogitDifference between the merged and the adapted model on a probe
 * @param baseSha256 digest of the base model's weight files, as the model itself says it
 * @param loadedSha256 digest of the projections and norms in memory, the same before and after
 */
public record MergeReport(
    int sites, double largestLogitDifference, String baseSha256, String loadedSha256) {}
