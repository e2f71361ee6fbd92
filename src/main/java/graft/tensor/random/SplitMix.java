package graft.tensor.random;

/**
 * SplitMix64 (Steele, Lea and Flood 2014) with random access: the i-th number is a pure function of
 * the key and i, so nothing has to be remembered to repeat it.
 */
public record SplitMix(long key) {
  public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** The i-th 64 bits. */
  public long bits(long i) {
    return mix(key + (i + 1) * GOLDEN_GAMMA);
  }

  /** The i-th number, uniform in [0, 1). */
  public double unit(long i) {
    return (bits(i) >>> 11) * 0x1.0p-53;
  }

  /** A bijection of 64 bits that leaves no trace of its argument. */
  public static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
