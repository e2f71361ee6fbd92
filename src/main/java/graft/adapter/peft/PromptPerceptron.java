package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.site.Pass;

/** {@code W₃ relu(W₂ relu(W₁ E + b₁) + b₂) + b₃}. */
record PromptPerceptron(Linear first, Linear second, Linear last) implements PromptNetwork {
  static PromptPerceptron create(Modules modules, long width, long hidden) {
    return new PromptPerceptron(
        Linear.create(modules, 0, width, hidden),
        Linear.create(modules, 2, hidden, hidden),
        Linear.create(modules, 4, hidden, width));
  }

  @Override
  public NDArray of(NDArray start, Pass pass) {
    return last.of(second.bent(first.bent(start)));
  }
}
