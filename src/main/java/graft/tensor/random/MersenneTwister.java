package graft.tensor.random;

/**
 * The generator that torch draws from on a processor (Matsumoto and Nishimura 1998), for numbers
 * that are to be torch's own.
 */
public final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int SHIFT = 397;
  private static final double STEP = 1.0 / (1 << 24);

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  /** Begins as {@code init_genrand} does. */
  public MersenneTwister(long seed) {
    state[0] = (int) seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  private int bits() {
    if (next == SIZE) {
      for (int i = 0; i < SIZE; i++) {
        int y = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
        state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /** So many numbers that are uniform between {@code -bound} and {@code bound}, as float32s. */
  public float[] uniform(int count, double bound) {
    float low = (float) -bound;
    float high = (float) bound;
    double width = high - low;
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((bits() & 0xFFFFFF) * STEP * width + low);
    }
    return values;
  }
}
