package graft.recipe.finetune;

import ai.djl.ndarray.NDArray;
import graft.data.Batch;
import graft.recipe.adapted.AdaptedModel;
import graft.spec.DeviceId;
import graft.spec.job.Work;
import graft.tensor.Devices;
import graft.tensor.Masks;
import graft.tensor.Parameter;
import graft.tensor.change.SelfChange;
import graft.train.Part;
import graft.train.Trainable;
import java.util.List;
import java.util.Optional;

/**
 * A training with an eye on its memory: how far a device's use rises above what it was before the
 * first step, seen where most is kept, between a forward pass and its backward pass. Whatever else
 * computes on the device meanwhile is in it too.
 */
final class MemoryWatch implements Trainable<Batch> {
  /** Each of the first passes is looked at, and then one of so many. */
  private static final int PASSES = 32;

  private final Training training;
  private final DeviceId device;
  private final long before;
  private long highest;
  private long estimate;
  private int passes;

  MemoryWatch(Training training, DeviceId device) {
    this.training = training;
    this.device = device;
    before = Devices.usedMemory(device);
    highest = before;
  }

  @Override
  public List<Parameter> parameters() {
    return training.parameters();
  }

  @Override
  public List<SelfChange> changes() {
    return training.changes();
  }

  @Override
  public long targets(Batch batch) {
    return training.targets(batch);
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
    return training.parts(batch, finer);
  }

  @Override
  public NDArray loss(Batch batch, Masks masks) {
    NDArray loss = training.loss(batch, masks);
    estimate = Math.max(estimate, MemoryEstimate.peak(training.adapted(), batch));
    if (passes < PASSES || passes % PASSES == 0) {
      highest = Math.max(highest, Devices.usedMemory(device));
    }
    passes++;
    return loss;
  }

  /**
   * What was needed at most, beside what a dry run says of the largest batch; empty where there was
   * no step left to take.
   */
  Optional<Work.Memory> memory() {
    AdaptedModel adapted = training.adapted();
    return passes == 0
        ? Optional.empty()
        : Optional.of(
            new Work.Memory(MemoryEstimate.weights(adapted) + highest - before, estimate));
  }
}
