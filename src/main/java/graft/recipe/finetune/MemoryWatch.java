package graft.recipe.finetune;

import graft.data.Batch;
import graft.recipe.adapted.AdaptedModel;
import graft.spec.DeviceId;
import graft.spec.job.Work;
import graft.tensor.Devices;
import java.util.Optional;

/**
 * An eye on a training's memory: how far a device's use rises above what it was before the first
 * step. Whatever else computes on the device meanwhile is in it too. Used by all threads of a
 * training.
 */
final class MemoryWatch {
  /** Each of the first passes is looked at, and then one of so many. */
  private static final int PASSES = 32;

  private final AdaptedModel adapted;
  private final DeviceId device;
  private final long before;
  private long highest;
  private long estimate;
  private int passes;

  MemoryWatch(AdaptedModel adapted, DeviceId device) {
    this.adapted = adapted;
    this.device = device;
    before = Devices.usedMemory(device);
    highest = before;
  }

  /**
   * Looks where most is kept: between a forward pass and its backward pass.
   *
   * @param atOnce how many such passes are computed at the same time
   */
  synchronized void look(Batch batch, int atOnce) {
    estimate = Math.max(estimate, MemoryEstimate.peak(adapted, batch, atOnce));
    if (passes < PASSES || passes % PASSES == 0) {
      highest = Math.max(highest, Devices.usedMemory(device));
    }
    passes++;
  }

  /**
   * What was needed at most, beside what a dry run says of the largest batch; empty where there was
   * no step left to take.
   */
  synchronized Optional<Work.Memory> memory() {
    return passes == 0
        ? Optional.empty()
        : Optional.of(
            new Work.Memory(MemoryEstimate.weights(adapted) + highest - before, estimate));
  }
}
