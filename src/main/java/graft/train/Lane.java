package graft.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.job.Work.Phase;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.List;

/**
 * Computes passes one after the other, each of which frees its activations before the next begins.
 *
 * @param <B> a batch
 */
record Lane<B>(Trainable<B> trainable, NDManager manager, Stopwatch watch) {
  /**
   * What is computed in one piece.
   *
   * @param masks of these rows
   */
  record Pass<B>(B batch, Masks masks) {}

  /**
   * Adds the gradients of the passes to the parameters.
   *
   * @param share that each loss is multiplied with
   * @return the sum of the losses' shares, a 0-d tensor that the caller owns
   */
  NDArray backward(List<Pass<B>> passes, double share) {
    NDArray total = manager.zeros(new Shape());
    try {
      passes.forEach(pass -> backward(pass, share, total));
      return total;
    } catch (RuntimeException e) {
      total.close();
      throw e;
    }
  }

  /** Waits for its turn. */
  private void backward(Pass<B> pass, double share, NDArray total) {
    Devices.inTurn(
        manager,
        () -> {
          watch.lap(Phase.WAITING);
          compute(pass, share, total);
        });
  }

  private void compute(Pass<B> pass, double share, NDArray total) {
    try (Scope scope = new Scope()) {
      NDArray loss =
          Gradients.recorded(() -> Ops.scale(trainable.loss(pass.batch(), pass.masks()), share));
      watch.lap(Phase.FORWARD);
      Gradients.backward(loss);
      Gradients.off(() -> total.addi(loss));
      watch.lap(Phase.BACKWARD);
    }
  }
}
