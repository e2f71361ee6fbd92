package graft.recipe.combine;

import java.util.SplittableRandom;

/** Which entries of a tensor random pruning keeps. */
@FunctionalInterface
public interface KeptEntries {
  /**
   * @param adapter by its place
   * @param tensor its published name
   */
  boolean[] of(int adapter, String tensor, int size, double density);

  /** Each with the probability of the density. */
  static KeptEntries drawn(long seed) {
    return (adapter, tensor, size, density) -> {
      SplittableRandom random =
          new SplittableRandom(31 * (31 * seed + adapter) + tensor.hashCode());
      boolean[] kept = new boolean[size];
      for (int i = 0; i < size; i++) {
        kept[i] = random.nextDouble() < density;
      }
      return kept;
    };
  }
}
