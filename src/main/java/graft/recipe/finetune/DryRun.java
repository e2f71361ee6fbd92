package graft.recipe.finetune;

import graft.data.Batch;
import graft.data.Cuts;
import graft.data.Dataset;
import graft.data.Labels;
import graft.data.Preview;
import graft.data.Tokenization;
import graft.model.ModelInfo;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.Rehearsal;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.Lengths;
import graft.recipe.adapted.LoadedModel;
import graft.recipe.batch.Rows;
import graft.recipe.batch.RowsOfJob;
import graft.spec.job.JobSpec;
import graft.table.Row;
import graft.table.Table;
import graft.tensor.Gradients;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Says what a job would do, from the first rows of its data and one timed step. */
public final class DryRun {
  /** As many rows tell enough, and are tokenized in a second or two. */
  private static final Dataset.Extent SAMPLE = new Dataset.Extent(2000, 2_000_000);

  /**
   * Tensors of the hidden size that a layer keeps for its backward pass, feed-forward and attention
   * included.
   */
  private static final int ACTIVATIONS = 24;

  /** What each trained number has beside itself: a gradient and two moments. */
  private static final int TRAINING = 3;

  private final FineTuneSpec spec;
  private final JobSpec job;
  private final Turns turns;

  public DryRun(FineTuneSpec spec, Turns turns) {
    this.spec = spec;
    this.job = spec.job();
    this.turns = turns;
  }

  public Rehearsal on(LoadedModel model) {
    Tokenization tokenization = model.tokenization();
    try (AdaptedModel adapted = AdaptedModel.sketch(model.base(), job, spec.adapters())) {
      Dataset.Bounds bounds = Lengths.bounds(job.training(), adapted);
      JobData data = JobData.read(spec, tokenization, bounds, SAMPLE);
      Rows sample = RowsOfJob.of(job, adapted, tokenization).of(data.training());
      long rows = rows(data);
      int steps = steps(sample.order().count(Math.toIntExact(rows)));
      long tokens = data.training().tokens();
      List<Batch> batches = sample.epoch(0);
      Batch longest = batches.stream().max(Comparator.comparingInt(Batch::length)).orElseThrow();
      double seconds = turns.next(Long.MAX_VALUE, () -> secondsOfPass(adapted, longest));
      double share = (double) tokens / Math.max(1, batches.size()) / Math.max(1, longest.tokens());
      return new Rehearsal(
          job,
          Fitting.counted(
              model.base(), adapted.adapter(), adapted.head().parameters(), adapted.maxLength()),
          steps,
          rows,
          Math.round((double) tokens / data.training().rows() * rows),
          left(data),
          data.training().rows(),
          example(data, tokenization, bounds),
          peakBytes(adapted, longest),
          seconds * share * steps * job.training().gradientAccumulationSteps());
    }
  }

  private static Rehearsal.Left left(JobData data) {
    Cuts cuts = data.training().cuts();
    return new Rehearsal.Left(data.unused(), cuts.rows(), cuts.rowsWithoutAnswer(), cuts.tags());
  }

  /** Rows to train on: where the sample is not all, as many as the split leaves of the file. */
  private long rows(JobData data) {
    long sampled = data.training().rows();
    long split = spec.validation().isEmpty() ? data.validation().map(Dataset::rows).orElse(0) : 0;
    long all = spec.training().profile().rows();
    long read = sampled + split + data.training().cuts().rowsWithoutAnswer();
    return read >= all ? sampled : Math.round((double) all * sampled / read);
  }

  private int steps(int batches) {
    int accumulated = job.training().gradientAccumulationSteps();
    int perEpoch = (batches + accumulated - 1) / accumulated;
    return job.training().maxSteps().orElse(perEpoch * job.training().passes());
  }

  /**
   * Memory at the peak of a step: the base model, the activations, and of what is trained the
   * weights, their gradients and the optimizer's two moments.
   */
  private static long peakBytes(AdaptedModel adapted, Batch longest) {
    ModelInfo model = adapted.model().info();
    long activations =
        (long) longest.rows()
            * longest.length()
            * model.hiddenSize()
            * model.layers()
            * ACTIVATIONS;
    Parameters adapter = adapted.adapter().parameters();
    Parameters head = adapted.head().parameters();
    long trained = adapter.trainableCount() + head.trainableCount();
    long weights = adapted.model().parameters() + adapted.frozen() + adapter.count() + head.count();
    return (weights + activations + TRAINING * trained) * Float.BYTES;
  }

  private double secondsOfPass(AdaptedModel adapted, Batch batch) {
    Training training = Training.of(adapted, job.training());
    long start = System.nanoTime();
    try (Scope scope = new Scope()) {
      Gradients.backward(
          Gradients.recorded(() ->
              Ops.scale(
                  training.loss(batch, Masks.of(0, 0)),
                  1.0 / Math.max(1, training.targets(batch)))));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private Map<String, Object> example(
      JobData data, Tokenization tokenization, Dataset.Bounds bounds) {
    DataSource file = spec.training();
    try (Table table = Table.open(file.path(), file.filename())) {
      Row row = table.next();
      Preview preview =
          Preview.of(row, data.columns(), Labels.of(job.task().labels()), tokenization, bounds);
      Map<String, Object> example = new LinkedHashMap<>();
      data.columns()
          .asGiven()
          .forEach((field, column) ->
              example.put(field, Objects.requireNonNull(row.values().get(column))));
      example.put("tokens", preview.tokens());
      return example;
    }
  }
}
