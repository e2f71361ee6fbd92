package graft.api.job;

import graft.recipe.Rehearsal;
import graft.spec.Attribute;
import graft.spec.job.JobSpec;
import java.util.List;
import java.util.Map;

/**
 * What a job would do, as clients see it.
 *
 * @param job the whole request with nothing left to guess
 */
record DryRunView(
    @Attribute(always = DryRunView.OBJECT) String object,
    JobSpec job,
    int totalSteps,
    long trainingRows,
    @Attribute("Real tokens of one pass over the training data, padding not counted")
        long trainingTokens,
    @Attribute("Columns of the training file that the task does not read")
        List<String> unusedColumns,
    @Attribute("Rows of the training file that are longer than max_length, and are cut")
        int truncatedRows,
    @Attribute("The same as truncated_rows") int rowsCut,
    @Attribute(
            "Of a causal language model's rows, those of which nothing is left to learn within max_length; they are not trained on")
        int rowsWithoutLoss,
    @Attribute("Tokens of the longest sampled row, as far as it is read") int longestRow,
    @Attribute("Questions whose answer no window of max_length holds; they are not trained on")
        int rowsWithoutAnswerWindow,
    @Attribute("Tags that are cut away with the end of their row") int cutTags,
    @Attribute("What the job's log would say: what has no effect, is cut or is left out")
        List<String> notices,
    @Attribute(
            "Training rows that were read for this answer, the first ones; if these are not all, tokens and seconds are estimated from them")
        long sampledRows,
    @Attribute("One row as the model sees it") Map<String, Object> example,
    @Attribute("Published module paths of the places that the adapter occupies") List<String> sites,
    @Attribute("Of adapter and head") long trainableParameters,
    long adapterParameters,
    @Attribute("0 with the base model's own head") long headParameters,
    @Attribute("Of base model, adapter and head") long totalParameters,
    double trainablePercent,
    @Attribute("Size of the adapter's tensors") long adapterBytes,
    @Attribute("Size of the head's tensors") long headBytes,
    @Attribute("Size of all tensors that are kept") long bytes,
    @Attribute("Memory at the peak of a step, base model included") long estimatedPeakBytes,
    @Attribute("Seconds of the whole training, from one timed step") double estimatedSeconds) {
  static final String OBJECT = "fine_tuning.job.dry_run";

  static DryRunView of(Rehearsal rehearsal) {
    return new DryRunView(
        OBJECT,
        rehearsal.job(),
        rehearsal.totalSteps(),
        rehearsal.trainingRows(),
        rehearsal.trainingTokens(),
        rehearsal.left().unusedColumns(),
        rehearsal.left().truncatedRows(),
        rehearsal.left().truncatedRows(),
        rehearsal.left().rowsWithoutLoss(),
        rehearsal.longestRow(),
        rehearsal.left().rowsWithoutAnswerWindow(),
        rehearsal.left().cutTags(),
        rehearsal.notices(),
        rehearsal.sampledRows(),
        rehearsal.example(),
        rehearsal.resolution().sites(),
        rehearsal.resolution().trainableParameters(),
        rehearsal.resolution().adapterParameters(),
        rehearsal.resolution().headParameters(),
        rehearsal.resolution().totalParameters(),
        rehearsal.resolution().trainablePercent(),
        rehearsal.resolution().adapterBytes(),
        rehearsal.resolution().headBytes(),
        rehearsal.resolution().adapterBytes() + rehearsal.resolution().headBytes(),
        rehearsal.estimatedPeakBytes(),
        rehearsal.estimatedSeconds());
  }
}
