package graft.recipe.adapted;

import graft.format.model.ModelDirectory;
import graft.recipe.ModelSource;
import graft.spec.DeviceId;
import graft.spec.job.Precision;
import graft.tensor.Devices;

/** The element type in which a base model computes. */
public final class Precisions {
  /** Below this width a step spends less on matrix products than bfloat16's casts cost. */
  private static final int WIDE = 256;

  private Precisions() {}

  /** What {@link Precision#AUTO} stands for. */
  public static Precision automatic(ModelSource model, DeviceId device) {
    boolean pays =
        Devices.multipliesBfloat16(device)
            && ModelDirectory.open(model.directory()).hiddenSize() >= WIDE;
    return pays ? Precision.BF16 : Precision.FP32;
  }

  public static boolean isBfloat16(Precision wanted, ModelSource model, DeviceId device) {
    return switch (wanted) {
      case FP32 -> false;
      case BF16 -> true;
      case AUTO -> automatic(model, device) == Precision.BF16;
    };
  }
}
