package graft.job;

import graft.spec.AdapterId;
import graft.spec.FileId;
import java.util.Map;
import java.util.Optional;

/**
 * What a job that succeeded leaves behind.
 *
 * @param modelName the adapter's {@code ft:} name
 * @param sha256 digest of the adapter's tensors, lower-case hexadecimal; empty for jobs of earlier
 *     versions whose adapter is gone
 * @param metrics of the weights that were kept
 * @param trainedTokens real tokens seen in training, padding not counted
 * @param resultFile its metrics as CSV
 */
public record JobResult(
    AdapterId adapter,
    String modelName,
    Optional<String> sha256,
    Map<String, Double> metrics,
    long trainedTokens,
    FileId resultFile) {
  public JobResult {
    metrics = Map.copyOf(metrics);
  }
}
