package graft.data;

/**
 * Random numbers that are a pure function of (seed, stream, counter), so that nothing has to be
 * remembered to repeat them: SplitMix64 (Steele, Lea and Flood 2014) with random access. Two
 * streams of one seed, say two epochs, are independent.
 */
record CounterRandom(long key) {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  CounterRandom(long seed, long stream) {
    this(mix(mix(seed + GOLDEN_GAMMA) + stream * GOLDEN_GAMMA));
  }

  /** Sixty-four random bits. */
  long bits(long counter) {
    return mix(key + (counter + 1) * GOLDEN_GAMMA);
  }

  /** Uniform in [0, 1). */
  double unit(long counter) {
    return (bits(counter) >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [0, bound), but for a bias below bound / 2^32. */
  int below(int bound, long counter) {
    return (int) (((bits(counter) >>> 32) * bound) >>> 32);
  }

  /** Shuffles in place (Fisher and Yates). */
  int[] shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1, i);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
    return values;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
