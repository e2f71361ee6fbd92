package graft.recipe.finetune;

import ai.djl.ndarray.NDArray;
import graft.data.Batch;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.batch.DeviceBatch;
import graft.recipe.batch.Parts;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.DeviceId;
import graft.spec.job.AdapterDrop;
import graft.spec.job.TrainingSpec;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.change.SelfChange;
import graft.train.Part;
import graft.train.Trainable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An adapted model as the training loop sees it.
 *
 * @param replicas over the same parameters
 */
record Training(
    AdaptedModel adapted,
    Setup setup,
    OptionalDouble dropout,
    double labelSmoothing,
    Optional<AdapterDrop> adapterDrop,
    Parts parts,
    List<Training> replicas)
    implements Trainable<Batch> {
  static Training of(AdaptedModel adapted, TrainingSpec spec, DeviceId device) {
    OptionalDouble dropout = spec.dropout().map(OptionalDouble::of).orElse(OptionalDouble.empty());
    return new Training(
        adapted,
        adapted.setup(),
        dropout,
        spec.labelSmoothing(),
        spec.adapterDrop(),
        Parts.on(device),
        List.of());
  }

  /** How a replica of the model trains. */
  Training of(AdaptedModel replica) {
    return new Training(
        replica, replica.setup(), dropout, labelSmoothing, adapterDrop, parts, List.of());
  }

  /** The same beside replicas of it. */
  Training with(List<Training> others) {
    return new Training(adapted, setup, dropout, labelSmoothing, adapterDrop, parts, others);
  }

  @Override
  public List<Parameter> parameters() {
    return adapted.trainable();
  }

  @Override
  public List<SelfChange> changes() {
    return adapted.adapter().setup().changes();
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
  public long padding(Batch batch) {
    return batch.padding();
  }

  @Override
  public List<Part<Batch>> parts(Batch batch, int finer) {
    return parts.of(batch, finer);
  }

  @Override
  public NDArray loss(Batch batch, Masks masks) {
    DeviceBatch on = DeviceBatch.of(batch, adapted.manager(), adapted.model().info());
    NDArray logits = adapted.logits(on.inputs(), on.places(), new Pass(on(masks), masks, dropout));
    return penalised(adapted.head().loss(logits, on.targets(), labelSmoothing), targets(batch));
  }

  /** What is on in a pass. */
  private Setup on(Masks masks) {
    return adapterDrop
        .map(drop -> setup.without(drop.of(masks.draw("adapter_drop"))))
        .orElse(setup);
  }

  /** Penalties are of the mean loss. */
  private NDArray penalised(NDArray loss, long targets) {
    return adapted
        .adapter()
        .setup()
        .penalties()
        .map(penalty -> Ops.scale(penalty, targets))
        .reduce(loss, Ops::add);
  }
}
