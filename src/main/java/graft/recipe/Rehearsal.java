package graft.recipe;

import graft.spec.job.JobSpec;
import java.util.Map;

/**
 * What a job would do: the answer to a dry run.
 *
 * @param job with labels read from the data
 * @param sampledRows how many rows were read for this; where these are not all, tokens and seconds
 *     are those of as many rows like them
 * @param example one row as the model sees it: {@code text}, {@code tokens}, {@code label}
 * @param estimatedPeakBytes memory at the peak of a step, base model included
 * @param estimatedSeconds of the whole training, from one timed step
 */
public record Rehearsal(
    JobSpec job,
    Resolution resolution,
    int totalSteps,
    long trainingRows,
    long trainingTokens,
    long sampledRows,
    Map<String, Object> example,
    long estimatedPeakBytes,
    double estimatedSeconds) {
  public Rehearsal {
    example = Map.copyOf(example);
  }
}
