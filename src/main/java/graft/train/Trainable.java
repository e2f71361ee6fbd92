package graft.train;

import ai.djl.ndarray.NDArray;
import graft.tensor.Masks;
import graft.tensor.Parameter;
import graft.tensor.change.SelfChange;
import java.util.List;

/**
 * What the loop knows about a model: tensors to change, and a loss. Used by one thread, its
 * replicas by one each.
 *
 * @param <B> a batch, in memory of the host
 */
public interface Trainable<B> {
  /** The tensors to train, always in the same order. */
  List<Parameter> parameters();

  /** What changes itself between steps, always in the same order. */
  List<SelfChange> changes();

  /**
   * The same model over the very memory of the parameters, each time with gradients of its own:
   * what other threads compute parts of a batch with. None where one thread computes all.
   */
  List<? extends Trainable<B>> replicas();

  /** How many targets a batch's loss is summed over: rows, tokens or elements. */
  long targets(B batch);

  /** Tokens of a batch, padding not counted. */
  long tokens(B batch);

  /** Tokens beside them that are computed for nothing. */
  long padding(B batch);

  /**
   * What of a batch is computed at a time, in its order: their losses and targets add up to its
   * own, so that a step takes the memory of one part only.
   *
   * @param finer by how much the parts are smaller than usual: 1, or more where a device has too
   *     little memory for that
   */
  List<Part<B>> parts(B batch, int finer);

  /**
   * The forward pass: the loss of a batch, <em>summed</em> over its targets, as a 0-d float32
   * tensor. Called with gradients recorded, in the scope of one pass.
   *
   * @param masks those of the rows that the batch has
   */
  NDArray loss(B batch, Masks masks);
}
