package graft.recipe.adapted;

import graft.format.model.ModelDirectory;
import graft.recipe.AdapterSource;
import graft.recipe.ModelSource;
import graft.spec.DeviceId;
import graft.spec.job.Precision;
import graft.tensor.Devices;
import java.util.Optional;

/**
 * The element type in which a base model computes.
 *
 * <p>In a job, the one that the job asks for. For all else (predictions, evaluations, generated
 * text, merges, imports, ejections) it is float32, unless the model's files are bf16 themselves and
 * either the adapter was trained in bf16, or the model is large and its device multiplies bf16:
 * then it stays as its files have it. So one copy of a large model serves jobs and all else, and
 * what a job measured in bf16 is measured so again. Small models compute to the number what their
 * reference does in float32.
 */
public final class Precisions {
  /** Below this width a step spends less on matrix products than bfloat16's casts cost. */
  private static final int WIDE = 256;

  /** Bytes of files that are not widened to twice as many for more digits. */
  private static final long LARGE = 1L << 30;

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

  /** Outside of jobs, for the head and the files of an adapter or those of the model alone. */
  public static boolean isBfloat16(
      ModelSource model, Optional<AdapterSource> adapter, DeviceId device) {
    ModelDirectory directory = ModelDirectory.open(model.directory());
    return directory.elementType().equals(Optional.of("bfloat16"))
        && (adapter.filter(Precisions::wasTrainedInBfloat16).isPresent()
            || (directory.bytes() >= LARGE && Devices.multipliesBfloat16(device)));
  }

  private static boolean wasTrainedInBfloat16(AdapterSource adapter) {
    return AdapterFiles.manifest(adapter.directory()).precision().equals(Optional.of("bf16"));
  }
}
