package graft.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.tensor.Gradients;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.List;

/**
 * The gradient of one optimizer step: batch by batch, the summed loss over the number of targets of
 * <em>all</em> batches. Each pass frees its activations before the next one begins.
 */
final class OptimizerStep<B> {
  private final Trainable<B> trainable;
  private final NDManager manager;
  private final long seed;

  OptimizerStep(Trainable<B> trainable, NDManager manager, long seed) {
    this.trainable = trainable;
    this.manager = manager;
    this.seed = seed;
  }

  /**
   * Adds the gradient to the parameters.
   *
   * @param firstPass the number of the first batch's forward pass
   * @return the mean loss of a target
   */
  double accumulate(List<B> batches, long firstPass) {
    long targets = Math.max(1, batches.stream().mapToLong(trainable::targets).sum());
    try (Scope scope = new Scope()) {
      NDArray total = manager.zeros(new Shape());
      for (int i = 0; i < batches.size(); i++) {
        pass(batches.get(i), Masks.of(seed, firstPass + i), 1.0 / targets, total);
      }
      return total.getFloat();
    }
  }

  private void pass(B batch, Masks masks, double share, NDArray total) {
    try (Scope scope = new Scope()) {
      NDArray loss = Gradients.recorded(() -> Ops.scale(trainable.loss(batch, masks), share));
      Gradients.backward(loss);
      Gradients.off(() -> total.addi(loss));
    }
  }
}
