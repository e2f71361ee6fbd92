package graft.recipe.evaluate;

import ai.djl.ndarray.NDArray;
import graft.data.Batch;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.batch.DeviceBatch;
import graft.site.Pass;
import graft.site.Setup;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Scope;

/**
 * What a model says of labelled rows.
 *
 * @param loss summed over the targets
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
record Scored(float[] logits, double loss) {
  static Scored of(AdaptedModel adapted, Setup setup, Batch batch) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        DeviceBatch on = DeviceBatch.of(batch, adapted.manager(), adapted.model().info());
        NDArray logits = adapted.logits(on.inputs(), on.places(), Pass.of(setup));
        return new Scored(
            HostMemory.floats(logits), adapted.head().loss(logits, on.targets(), 0).getFloat());
      }
    });
  }
}
