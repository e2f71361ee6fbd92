package graft.recipe.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.image.PixelShape;
import graft.model.Inputs;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.SequenceLimits;
import graft.site.Pass;
import graft.site.Setup;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Scope;

/** Fixed rows of tokens, or fixed pictures, on which two setups of one model are compared. */
public final class Probe {
  private static final int ROWS = 4;
  private static final int LENGTH = 16;
  private static final long STRIDE = 7919;

  private Probe() {}

  /** The largest absolute difference of a logit between two setups. */
  public static double largestDifference(AdaptedModel adapted, Setup one, Setup other) {
    float[] expected = logits(adapted, one);
    float[] found = logits(adapted, other);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
    }
    return largest;
  }

  /** The logits of the fixed rows. */
  public static float[] logits(AdaptedModel adapted, Setup setup) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        return HostMemory.floats(adapted.logits(inputs(adapted), Pass.of(setup)));
      }
    });
  }

  /** Tokens from all over the vocabulary; the padding id may occur, as any other. */
  private static Inputs inputs(AdaptedModel adapted) {
    return adapted
        .model()
        .info()
        .picture()
        .<Inputs>map(shape -> pixels(shape, adapted.manager()))
        .orElseGet(() -> tokens(adapted));
  }

  /** Waves through all numbers, from -1 to 1. */
  private static Inputs.Pixels pixels(PixelShape shape, NDManager manager) {
    float[] values = new float[ROWS * shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin((i + 1) * (STRIDE % shape.size()));
    }
    return new Inputs.Pixels(
        manager.create(values, new Shape(ROWS, shape.channels(), shape.height(), shape.width())));
  }

  private static Inputs.Text tokens(AdaptedModel adapted) {
    NDManager manager = adapted.manager();
    long vocabulary = SequenceLimits.vocabulary(adapted.model());
    int length = Math.min(LENGTH, adapted.maxLength());
    long[] ids = new long[ROWS * length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (i + 1) * STRIDE % vocabulary;
    }
    NDArray tokens = manager.create(ids, new Shape(ROWS, length));
    return new Inputs.Text(tokens, tokens.onesLike(), null);
  }
}
