package graft.recipe;

import graft.spec.job.JobSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job would do: the answer to a dry run.
 *
 * @param job with labels read from the data
 * @param left what is not trained on
 * @param longestRow tokens of the longest of the rows that were read, as far as it is read
 * @param notices what the job's log would say of the request and of the rows that were read
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
    Left left,
    int longestRow,
    List<String> notices,
    long sampledRows,
    Map<String, Object> example,
    long estimatedPeakBytes,
    double estimatedSeconds) {
  /**
   * What of the training file is left out.
   *
   * @param unusedColumns columns that the task does not read
   * @param truncatedRows rows that are longer than a sequence may be
   * @param rowsWithoutLoss of a causal language model's rows, those with nothing left to learn
   * @param rowsWithoutAnswerWindow questions whose answer no window holds, and which are not
   *     trained
   * @param cutTags tags that were cut away with the end of their row
   */
  public record Left(
      List<String> unusedColumns,
      int truncatedRows,
      int rowsWithoutLoss,
      int rowsWithoutAnswerWindow,
      int cutTags) {
    public Left {
      unusedColumns = List.copyOf(unusedColumns);
    }
  }

  public Rehearsal {
    notices = List.copyOf(notices);
    example = Collections.unmodifiableMap(new LinkedHashMap<>(example));
  }

  /** The same with what is to be said before its own notices. */
  public Rehearsal after(List<String> first) {
    List<String> all = new ArrayList<>(first);
    all.addAll(notices);
    return new Rehearsal(
        job,
        resolution,
        totalSteps,
        trainingRows,
        trainingTokens,
        left,
        longestRow,
        all,
        sampledRows,
        example,
        estimatedPeakBytes,
        estimatedSeconds);
  }
}
