package graft.recipe.local;

import ai.djl.ndarray.NDArray;
import graft.data.Batch;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.job.TrainingSpec;
import graft.tensor.Masks;
import graft.tensor.Parameter;
import graft.train.Trainable;
import java.util.List;
import java.util.OptionalDouble;

/** An adapted model as the training loop sees it. */
record Training(AdaptedModel adapted, Setup setup, OptionalDouble dropout, double labelSmoothing)
    implements Trainable<Batch> {
  static Training of(AdaptedModel adapted, TrainingSpec spec) {
    OptionalDouble dropout = spec.dropout().map(OptionalDouble::of).orElse(OptionalDouble.empty());
    return new Training(adapted, adapted.adapter().setup(), dropout, spec.labelSmoothing());
  }

  @Override
  public List<Parameter> parameters() {
    return adapted.trainable();
  }

  @Override
  public long targets(Batch batch) {
    return batch.targets().count();
  }

  @Override
  public long tokens(Batch batch) {
    return batch.tokens();
  }

  @Override
  public NDArray loss(Batch batch, Masks masks) {
    DeviceBatch on =
        DeviceBatch.of(batch, adapted.manager(), adapted.model().facts().typeVocabulary());
    NDArray logits = adapted.logits(on.inputs(), on.places(), new Pass(setup, masks, dropout));
    return adapted.head().loss(logits, on.targets(), labelSmoothing);
  }
}
