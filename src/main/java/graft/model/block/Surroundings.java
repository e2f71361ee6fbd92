package graft.model.block;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of a stack see beside their input.
 *
 * @param mask of the text itself, added to scores
 * @param nearMask of the text itself in layers that see less of it; null where none do
 * @param memory what the encoder made (B, T, H); null where there is none
 * @param memoryMask of what the encoder made; null where there is none
 */
public record Surroundings(
    NDArray mask,
    @Nullable NDArray nearMask,
    @Nullable NDArray memory,
    @Nullable NDArray memoryMask) {
  /** A text by itself. */
  public static Surroundings of(NDArray mask) {
    return new Surroundings(mask, null, null, null);
  }

  /** A text by itself, of which some layers see less. */
  public static Surroundings of(NDArray mask, @Nullable NDArray nearMask) {
    return new Surroundings(mask, nearMask, null, null);
  }

  /** A text behind an encoder. */
  public static Surroundings behind(NDArray memory, NDArray memoryMask, NDArray mask) {
    return new Surroundings(mask, null, memory, memoryMask);
  }

  /** What attention of this reach looks at from {@code x}. */
  NDArray seen(NDArray x, Reach reach) {
    return reach == Reach.ENCODER ? Objects.requireNonNull(memory) : x;
  }

  NDArray mask(Reach reach) {
    return switch (reach) {
      case SELF -> mask;
      case SELF_NEAR -> Objects.requireNonNull(nearMask);
      case ENCODER -> Objects.requireNonNull(memoryMask);
    };
  }
}
