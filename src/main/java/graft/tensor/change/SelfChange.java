package graft.tensor.change;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.spec.GraftException;
import java.util.List;

/** What an adapter does to its own tensors between the steps of a training. */
@FunctionalInterface
public interface SelfChange {
  /**
   * Begins with a training.
   *
   * @param manager owns what is remembered; called outside of any {@link graft.tensor.Scope}
   * @param steps of the whole training
   * @throws GraftException if that many steps are too few
   */
  Course begin(NDManager manager, int steps);

  /** It in one training. */
  interface Course {
    /**
     * Called after the optimizer has changed the parameters, with the gradients of that step still
     * at hand and none recorded.
     *
     * @param step counted from 0
     */
    void after(int step);

    /**
     * All that later steps depend on beside parameters, moments and gradients: float32 tensors,
     * always in the same order, which whoever resumes a training overwrites.
     */
    List<NDArray> memory();
  }
}
