package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.tensor.Gradients;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of a stack see beside their input.
 *
 * @param mask of the text itself, added to scores; null where a cache knows what is seen
 * @param nearMask of the text itself in layers that see less of it; null where none do
 * @param memory what the encoder made (B, T, H); null where there is none
 * @param memoryMask of what the encoder made; null where there is none
 */
public record Surroundings(
    @Nullable NDArray mask,
    @Nullable NDArray nearMask,
    @Nullable NDArray memory,
    @Nullable NDArray memoryMask) {
  /** What comes next of a text, behind a cache. */
  public static final Surroundings KEPT = new Surroundings(null, null, null, null);

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
    return new Surroundings(mask, null, Gradients.meet(memory), memoryMask);
  }

  /** What comes next of a text, behind a cache that is yet to keep what the encoder made. */
  public static Surroundings kept(NDArray memory) {
    return new Surroundings(null, null, memory, null);
  }

  /** What attention of this reach looks at from {@code x}. */
  NDArray seen(NDArray x, Reach reach) {
    return reach == Reach.ENCODER ? Objects.requireNonNull(memory) : x;
  }

  NDArray mask(Reach reach) {
    return switch (reach) {
      case SELF -> Objects.requireNonNull(mask);
      case SELF_NEAR -> Objects.requireNonNull(nearMask);
      case ENCODER -> Objects.requireNonNull(memoryMask);
    };
  }
}
