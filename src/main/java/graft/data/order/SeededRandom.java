package graft.data.order;

import graft.tensor.random.SplitMix;

/**
 * Random choices that are a pure function of (seed, stream, counter). Two streams of one seed, say
 * two epochs, are independent.
 */
public record SeededRandom(SplitMix numbers) {
  public static SeededRandom of(long seed, long stream) {
    long start = SplitMix.mix(seed + SplitMix.GOLDEN_GAMMA) + stream * SplitMix.GOLDEN_GAMMA;
    return new SeededRandom(new SplitMix(SplitMix.mix(start)));
  }

  /** Uniform in [0, 1). */
  public double unit(long counter) {
    return numbers.unit(counter);
  }

  /** Uniform in [0, bound), but for a bias below bound / 2^32. */
  public int below(int bound, long counter) {
    return (int) (((numbers.bits(counter) >>> 32) * bound) >>> 32);
  }

  /** Shuffles in place (Fisher and Yates). */
  public int[] shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1, i);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
    return values;
  }
}
