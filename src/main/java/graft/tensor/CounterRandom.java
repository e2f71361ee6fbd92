package graft.tensor;

/**
 * Random numbers from a counter: the i-th number of a stream depends on the stream's key and on i
 * alone, so a resumed job draws what it would have drawn. SplitMix64 (Steele, Lea and Flood 2014),
 * whose state is such a counter.
 */
final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long key;
  private long counter;
  private double spare = Double.NaN;

  private CounterRandom(long key) {
    this.key = key;
  }

  /** The stream of a job's seed, a counter of its own (such as the forward pass) and a name. */
  static CounterRandom of(long seed, long pass, String name) {
    long key = mix(seed + GOLDEN_GAMMA);
    key = mix(key ^ mix(pass + 2 * GOLDEN_GAMMA));
    for (int i = 0; i < name.length(); i++) {
      key = (key ^ name.charAt(i)) * 0x100000001B3L;
    }
    return new CounterRandom(mix(key));
  }

  /** The i-th 64 bits of the stream. */
  long bits(long i) {
    return mix(key + (i + 1) * GOLDEN_GAMMA);
  }

  /** The next number in [0, 1). */
  double uniform() {
    return (bits(counter++) >>> 11) * 0x1.0p-53;
  }

  /** The next number of the standard normal distribution (Box and Muller 1958). */
  double normal() {
    if (!Double.isNaN(spare)) {
      double value = spare;
      spare = Double.NaN;
      return value;
    }
    double radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    double angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
