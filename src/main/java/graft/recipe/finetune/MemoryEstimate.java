package graft.recipe.finetune;

import graft.model.ModelInfo;
import graft.recipe.adapted.AdaptedModel;
import graft.tensor.Parameters;

/** How much memory a training should need, by rule of thumb; in bytes. */
final class MemoryEstimate {
  /**
   * Tensors of the hidden size that a layer keeps for its backward pass, feed-forward and attention
   * included.
   */
  private static final int ACTIVATIONS = 24;

  /** What each trained number has beside itself: a gradient and two moments. */
  private static final int TRAINING = 3;

  private MemoryEstimate() {}

  /** What is there before the first step: the base model, the adapter and the head. */
  static long weights(AdaptedModel adapted) {
    long beside =
        adapted.frozen()
            + adapted.adapter().parameters().count()
            + adapted.head().parameters().count();
    return adapted.model().bytes() + beside * Float.BYTES;
  }

  /**
   * The peak of a step: the weights, the activations, and of what is trained the gradients and the
   * optimizer's two moments.
   *
   * @param tokens of the largest batch, padding included
   */
  static long peak(AdaptedModel adapted, long tokens) {
    ModelInfo model = adapted.model().info();
    long activations = tokens * model.hiddenSize() * model.layers() * ACTIVATIONS;
    Parameters adapter = adapted.adapter().parameters();
    Parameters head = adapted.head().parameters();
    long trained = adapter.trainableCount() + head.trainableCount();
    return weights(adapted) + (activations + TRAINING * trained) * Float.BYTES;
  }
}
