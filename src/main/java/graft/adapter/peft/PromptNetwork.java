package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.site.Pass;
import graft.spec.Activation;
import graft.tensor.Init;
import graft.tensor.Ops;

/** What makes the vectors of virtual tokens. */
sealed interface PromptNetwork permits PromptPerceptron, PromptLstm {
  /**
   * The vectors of a pass.
   *
   * @param start (P, width)
   * @return of the same shape
   */
  NDArray of(NDArray start, Pass pass);

  /** Weight (out, in) and bias (out). */
  record Linear(NDArray weight, NDArray bias) {
    /**
     * Creates one.
     *
     * @param place among PEFT's layers
     */
    static Linear create(Modules modules, int place, long in, long out) {
      String name = "mlp_head." + place;
      return new Linear(
          modules.create("", name + ".weight", Init.linear(in), out, in),
          modules.create("", name + ".bias", Init.linear(in), out));
    }

    NDArray of(NDArray x) {
      return Ops.linear(x, weight, bias);
    }

    /** With a relu behind it. */
    NDArray bent(NDArray x) {
      return Ops.activation(Activation.RELU, of(x));
    }
  }
}
