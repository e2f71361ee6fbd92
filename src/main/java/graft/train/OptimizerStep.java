package graft.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.Work.Phase;
import graft.tensor.AdamW;
import graft.tensor.Masks;
import graft.tensor.OutOfMemory;
import graft.tensor.Scope;
import graft.tensor.change.SelfChange;
import graft.train.Lane.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One optimizer step: the gradient of the summed loss over the number of targets of <em>all</em>
 * its batches, then the update. A batch is computed in parts, some of them at the same time.
 */
final class OptimizerStep<B> implements AutoCloseable {
  private static final String TOO_LITTLE =
      "the job needs more memory than there is, also with half as many rows at a time; a"
          + " smaller batch_size or max_length needs less";

  private final TrainingPlan plan;
  private final Trainable<B> trainable;
  private final AdamW optimizer;
  private final NDManager manager;
  private final List<SelfChange.Course> changes;
  private final Stopwatch watch;
  private final Lanes<B> lanes;

  /** 2 once a device had too little memory for parts of the usual size. */
  private int finer = 1;

  OptimizerStep(
      TrainingPlan plan,
      Trainable<B> trainable,
      AdamW optimizer,
      NDManager manager,
      List<SelfChange.Course> changes,
      Stopwatch watch) {
    this.plan = plan;
    this.trainable = trainable;
    this.optimizer = optimizer;
    this.manager = manager;
    this.changes = changes;
    this.watch = watch;
    lanes = new Lanes<>(trainable, manager, watch);
  }

  /**
   * Changes the parameters.
   *
   * @param step counted from 0
   * @param firstPass the number of the first batch's forward pass
   * @param warn is told when parts are smaller from now on
   * @return the mean loss of a target, before the update
   * @throws GraftException if the loss is not finite, or if there is too little memory for half a
   *     part; the parameters are not changed
   */
  double take(
      int step, List<B> batches, long firstPass, double learningRate, Consumer<String> warn) {
    List<Pass<B>> passes = passes(batches, firstPass, finer);
    try {
      return take(step, passes, learningRate);
    } catch (RuntimeException e) {
      if (!OutOfMemory.isReasonOf(e)) {
        throw e;
      }
      optimizer.forget();
      lanes.forget();
      OutOfMemory.release(manager);
      if (finer > 1 || passes(batches, firstPass, 2).size() == passes.size()) {
        throw new GraftException(ErrorCode.OUT_OF_MEMORY, TOO_LITTLE, e);
      }
    }
    finer = 2;
    warn.accept(
        "There is too little memory for a batch at step %d: from here on half as many rows are computed at a time, with the gradient of the whole"
            .formatted(step + 1));
    return take(step, batches, firstPass, learningRate, warn);
  }

  private List<Pass<B>> passes(List<B> batches, long firstPass, int finer) {
    List<Pass<B>> passes = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      Masks whole = Masks.of(plan.seed(), firstPass + i);
      for (Part<B> part : trainable.parts(batches.get(i), finer)) {
        passes.add(new Pass<>(part.batch(), whole.ofRows(part.before(), part.rows())));
      }
    }
    return passes;
  }

  private double take(int step, List<Pass<B>> passes, double learningRate) {
    long targets =
        Math.max(1, passes.stream().map(Pass::batch).mapToLong(trainable::targets).sum());
    try (Scope scope = new Scope()) {
      NDArray total = lanes.backward(passes, 1.0 / targets);
      double loss = Divergence.requireFinite(total.getFloat(), step, learningRate);
      // Reading the loss has waited for the device; nothing else in a step is made to.
      watch.lap(Phase.BACKWARD);
      optimizer.step(
          Paces.of(plan.training(), learningRate),
          plan.training().maxGradNorm(),
          () -> changes.forEach(change -> change.after(step)));
      watch.lap(Phase.OPTIMIZER);
      return loss;
    }
  }

  @Override
  public void close() {
    lanes.close();
  }
}
