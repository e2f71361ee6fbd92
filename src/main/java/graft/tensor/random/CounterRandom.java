package graft.tensor.random;

/** A stream of random numbers with a name: a resumed job draws what it would have drawn. */
public final class CounterRandom {
  private final SplitMix numbers;
  private long counter;
  private double spare = Double.NaN;

  private CounterRandom(long key) {
    this.numbers = new SplitMix(key);
  }

  /** The stream of a job's seed, a counter of its own (such as the forward pass) and a name. */
  public static CounterRandom of(long seed, long pass, String name) {
    long key = SplitMix.mix(seed + SplitMix.GOLDEN_GAMMA);
    key = SplitMix.mix(key ^ SplitMix.mix(pass + 2 * SplitMix.GOLDEN_GAMMA));
    for (int i = 0; i < name.length(); i++) {
      key = (key ^ name.charAt(i)) * 0x100000001B3L;
    }
    return new CounterRandom(SplitMix.mix(key));
  }

  /** What the stream's numbers are a function of, beside their places. */
  public long key() {
    return numbers.key();
  }

  /** The i-th 64 bits of the stream. */
  public long bits(long i) {
    return numbers.bits(i);
  }

  /** The next number in [0, 1). */
  public double uniform() {
    return numbers.unit(counter++);
  }

  /** The next number of the standard normal distribution (Box and Muller 1958). */
  public double normal() {
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
}
