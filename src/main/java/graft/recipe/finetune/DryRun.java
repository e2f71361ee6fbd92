package graft.recipe.finetune;

import graft.data.Batch;
import graft.data.Dataset;
import graft.data.cut.Cuts;
import graft.recipe.FineTuneSpec;
import graft.recipe.Rehearsal;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.LoadedModel;
import graft.recipe.adapted.Preparation;
import graft.recipe.adapted.SequenceLimits;
import graft.recipe.batch.RowsOfJob;
import graft.spec.job.JobSpec;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Scope;
import graft.train.Batches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Says what a job would do, from the first rows of its data and one timed step. */
public final class DryRun {
  /** As many rows tell enough, and are tokenized in a second or two. */
  private static final Dataset.Extent SAMPLE = new Dataset.Extent(2000, 2_000_000);

  private final FineTuneSpec spec;
  private final JobSpec job;
  private final Turns turns;

  public DryRun(FineTuneSpec spec, Turns turns) {
    this.spec = spec;
    this.job = spec.job();
    this.turns = turns;
  }

  public Rehearsal on(LoadedModel model) {
    Preparation preparation = model.preparation();
    try (AdaptedModel adapted = AdaptedModel.sketch(model.base(), job, spec.adapters())) {
      Dataset.Bounds bounds = SequenceLimits.bounds(job.training(), adapted);
      JobData data = JobData.read(spec, preparation, bounds, SAMPLE);
      Batches<Batch> sample = RowsOfJob.of(job, adapted, preparation).trained(data.training());
      long rows = rows(data);
      int steps = steps(batches(sample, data.training().rows(), rows));
      long tokens = data.training().tokens();
      List<Batch> batches = sample.epoch(0);
      Batch longest = batches.stream().max(Comparator.comparingInt(Batch::longest)).orElseThrow();
      Training training = Training.of(adapted, job.training(), turns.device());
      Batch part = training.parts(longest, 1).getFirst().batch();
      int atOnce = training.parts().lanes();
      double seconds =
          turns.next(
              Long.MAX_VALUE,
              () -> Devices.cores().inLane(() -> secondsOfPass(training, part)) / atOnce);
      double share = (double) tokens / Math.max(1, batches.size()) / Math.max(1, part.tokens());
      return new Rehearsal(
          job,
          ConfigResolver.counted(
              model.base(),
              adapted.adapter(),
              Optional.of(job.task()),
              adapted.head().parameters(),
              adapted.setup()),
          steps,
          rows,
          Math.round((double) tokens / data.training().rows() * rows),
          left(data),
          Arrays.stream(data.training().lengths()).max().orElse(0),
          notices(data, SequenceLimits.of(job.training(), adapted)),
          data.training().rows(),
          new FirstRow(spec, data, bounds).shown(preparation),
          batches.stream()
              .flatMap(batch -> training.parts(batch, 1).stream())
              .mapToLong(each -> MemoryEstimate.peak(adapted, each.batch(), atOnce))
              .max()
              .orElseThrow(),
          seconds * share * steps * job.training().gradientAccumulationSteps());
    }
  }

  /** Batches of an epoch, where the sample is not all of it. */
  private static int batches(Batches<Batch> sample, long sampled, long rows) {
    return (int)
        Math.min(Integer.MAX_VALUE, Math.ceilDiv(sample.perEpoch() * rows, Math.max(1, sampled)));
  }

  private static Rehearsal.Left left(JobData data) {
    Cuts cuts = data.training().cuts();
    return new Rehearsal.Left(
        data.unused(), cuts.rows(), cuts.rowsWithoutLoss(), cuts.rowsWithoutAnswer(), cuts.tags());
  }

  /** Of the sample; of the rows behind it nobody knows. */
  private List<String> notices(JobData data, int maxLength) {
    List<String> notices = new ArrayList<>(data.remarks(maxLength));
    data.remarkOfColumns().ifPresent(notices::add);
    if (read(data) < spec.training().profile().rows()) {
      notices.add(
          "Only the first %d rows of the training file were looked at; a job reads all of them"
              .formatted(read(data)));
    }
    return notices;
  }

  /** Rows of the training file that were read. */
  private long read(JobData data) {
    long split = spec.validation().isEmpty() ? data.validation().map(Dataset::rows).orElse(0) : 0;
    Cuts cuts = data.training().cuts();
    return data.training().rows() + split + cuts.rowsWithoutAnswer() + cuts.rowsWithoutLoss();
  }

  /** Rows to train on: where the sample is not all, as many as the split leaves of the file. */
  private long rows(JobData data) {
    long sampled = data.training().rows();
    long all = spec.training().profile().rows();
    long read = read(data);
    return read >= all ? sampled : Math.round((double) all * sampled / read);
  }

  private int steps(int batches) {
    int accumulated = job.training().gradientAccumulationSteps();
    int perEpoch = (batches + accumulated - 1) / accumulated;
    return job.training().maxSteps().orElse(perEpoch * job.training().passes());
  }

  private static double secondsOfPass(Training training, Batch batch) {
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
}
