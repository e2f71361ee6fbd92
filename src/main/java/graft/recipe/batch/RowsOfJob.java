package graft.recipe.batch;

import graft.data.Dataset;
import graft.data.EpochOrder;
import graft.data.Masking;
import graft.data.Tokenization;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.Lengths;
import graft.recipe.adapted.Preparation;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.JobSpec;
import graft.spec.job.TaskType;
import java.util.Optional;

/** Puts a job's data sets into batches as the job asks for. */
public record RowsOfJob(JobSpec job, AdaptedModel adapted, Optional<Masking> masking) {
  /** The share of tokens to guess (Devlin et al. 2018). */
  private static final double SHARE = 0.15;

  /**
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if tokens are to be guessed and the
   *     vocabulary has none to hide them with
   */
  public static RowsOfJob of(JobSpec job, AdaptedModel adapted, Preparation preparation) {
    boolean isMasked = job.task().type() == TaskType.MASKED_LM;
    return new RowsOfJob(
        job,
        adapted,
        isMasked
            ? preparation.tokenization().map(with -> masking(job.seed(), adapted, with))
            : Optional.empty());
  }

  /** The tokens to guess; the same ones for the same seed. */
  public static Masking masking(long seed, AdaptedModel adapted, Tokenization tokenization) {
    int vocabulary = Lengths.vocabulary(adapted.model());
    return new Masking(seed, maskId(tokenization), vocabulary, SHARE);
  }

  /**
   * The token that hides others.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if there is none
   */
  public static int maskId(Tokenization tokenization) {
    return tokenization
        .maskId()
        .orElseThrow(() ->
            new GraftException(ErrorCode.INVALID_MODEL, "the model's tokenizer has no mask token"));
  }

  /** In the order of training. */
  public Rows of(Dataset dataset) {
    EpochOrder order =
        EpochOrder.of(
            job.seed(),
            job.training().rowsOfBatch(),
            job.training().shuffle(),
            job.training().groupByLength());
    return dataset.isReady()
        ? new Rows(dataset, order, Rows.exact(adapted), Optional.empty())
        : new Rows(dataset, order, Rows.padding(adapted), masking);
  }
}
