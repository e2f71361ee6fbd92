package graft.recipe.batch;

import graft.data.Batch;
import graft.data.Dataset;
import graft.data.MaskedLmCollator;
import graft.data.Tokenizer;
import graft.data.order.BatchSampler;
import graft.recipe.Resolution;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.Preparation;
import graft.recipe.adapted.SequenceLimits;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.JobSpec;
import graft.spec.job.TaskType;
import graft.train.Batches;
import java.util.Optional;

/** Puts a job's data sets into batches as the job asks for. */
public record RowsOfJob(JobSpec job, AdaptedModel adapted, Optional<MaskedLmCollator> masking) {
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
  public static MaskedLmCollator masking(long seed, AdaptedModel adapted, Tokenizer tokenization) {
    int vocabulary = SequenceLimits.vocabulary(adapted.model());
    return new MaskedLmCollator(seed, maskId(tokenization), vocabulary, SHARE);
  }

  /**
   * The token that hides others.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if there is none
   */
  public static int maskId(Tokenizer tokenization) {
    return tokenization
        .maskId()
        .orElseThrow(() ->
            new GraftException(ErrorCode.INVALID_MODEL, "the model's tokenizer has no mask token"));
  }

  /** As it is trained on: row by row, or packed. */
  public Batches<Batch> trained(Dataset dataset) {
    DataLoader rows = of(dataset);
    if (!job.training().packing()) {
      return rows;
    }
    if (!adapted.setup().alone().isEmpty()) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC, Resolution.unpacked(adapted.setup().alone()));
    }
    int capacity = SequenceLimits.of(job.training(), adapted);
    return new PackedLoader(
        dataset, dataset.blocks(capacity, job.seed()), rows.order(), rows.padding());
  }

  /** In the order of training. */
  public DataLoader of(Dataset dataset) {
    BatchSampler order =
        BatchSampler.of(
            job.seed(),
            job.training().rowsOfBatch(),
            job.training().shuffle(),
            job.training().groupByLength());
    return dataset.isReady()
        ? new DataLoader(dataset, order, DataLoader.exact(adapted), Optional.empty())
        : new DataLoader(dataset, order, DataLoader.padding(adapted), masking);
  }
}
