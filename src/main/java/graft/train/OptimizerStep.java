package graft.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.job.Work.Phase;
import graft.tensor.AdamW;
import graft.tensor.Gradients;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.List;

/**
 * One optimizer step: the gradient of the summed loss over the number of targets of <em>all</em>
 * its batches, then the update. Each pass frees its activations before the next one begins.
 */
final class OptimizerStep<B> {
  private final TrainingPlan plan;
  private final Trainable<B> trainable;
  private final AdamW optimizer;
  private final NDManager manager;
  private final Stopwatch watch;

  OptimizerStep(
      TrainingPlan plan,
      Trainable<B> trainable,
      AdamW optimizer,
      NDManager manager,
      Stopwatch watch) {
    this.plan = plan;
    this.trainable = trainable;
    this.optimizer = optimizer;
    this.manager = manager;
    this.watch = watch;
  }

  /**
   * Changes the parameters.
   *
   * @param step counted from 0
   * @param firstPass the number of the first batch's forward pass
   * @return the mean loss of a target, before the update
   * @throws graft.spec.GraftException if the loss is not finite; the parameters are not changed
   */
  double take(int step, List<B> batches, long firstPass, double learningRate) {
    long targets = Math.max(1, batches.stream().mapToLong(trainable::targets).sum());
    try (Scope scope = new Scope()) {
      NDArray total = manager.zeros(new Shape());
      for (int i = 0; i < batches.size(); i++) {
        pass(batches.get(i), Masks.of(plan.seed(), firstPass + i), 1.0 / targets, total);
      }
      double loss = Divergence.requireFinite(total.getFloat(), step, learningRate);
      // Reading the loss has waited for the device; nothing else in a step is made to.
      watch.lap(Phase.BACKWARD);
      optimizer.step(Paces.of(plan.training(), learningRate), plan.training().maxGradNorm());
      watch.lap(Phase.OPTIMIZER);
      return loss;
    }
  }

  private void pass(B batch, Masks masks, double share, NDArray total) {
    try (Scope scope = new Scope()) {
      NDArray loss = Gradients.recorded(() -> Ops.scale(trainable.loss(batch, masks), share));
      watch.lap(Phase.FORWARD);
      Gradients.backward(loss);
      Gradients.off(() -> total.addi(loss));
      watch.lap(Phase.BACKWARD);
    }
  }
}
