package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Dropout masks of one forward pass. A mask depends on (seed, pass, run, adapter, site) alone: a
 * resumed job repeats exactly, and two jobs do not disturb each other. Probabilities have a
 * resolution of 1/65536, and survivors are scaled so that the expectation is exact.
 */
public final class Masks {
  private static final Masks NONE = new Masks(0, -1, "", "");
  private static final int LANES = 4;
  private static final int RANGE = 1 << 16;

  private final long seed;
  private final long pass;
  private final String round;
  private final String owner;

  private Masks(long seed, long pass, String round, String owner) {
    this.seed = seed;
    this.pass = pass;
    this.round = round;
    this.owner = owner;
  }

  /** Nothing is dropped: evaluation and prediction. */
  public static Masks none() {
    return NONE;
  }

  /** The masks of a training's forward pass, counted from 0. */
  public static Masks of(long seed, long pass) {
    if (pass < 0) {
      throw new IllegalArgumentException("a forward pass is counted from 0, not " + pass);
    }
    return new Masks(seed, pass, "", "");
  }

  /**
   * Masks of the same pass that no other adapter's sites have.
   *
   * @param adapter its number among all adapters that are on, from 1
   */
  public Masks of(int adapter) {
    return isTraining() ? new Masks(seed, pass, round, adapter + ":") : this;
  }

  /**
   * Masks of the same pass for modules that run several times in it, which are others each time.
   *
   * @param run its number, from 0: the first one has the masks of modules that run once
   */
  public Masks ofRun(int run) {
    return isTraining() && run > 0 ? new Masks(seed, pass, run + "#", owner) : this;
  }

  public boolean isTraining() {
    return this != NONE;
  }

  /**
   * Drops each element with probability {@code p} and divides the others by {@code 1 - p}.
   *
   * @param site a name that no other mask of the pass has
   */
  public NDArray dropout(NDArray x, double p, String site) {
    return isTraining() && p > 0 ? Ops.mul(x, mask(x, x.getShape(), p, site)) : x;
  }

  /**
   * Drops whole examples (rows of the first dimension) with probability {@code p} and divides the
   * others by {@code 1 - p}.
   */
  public NDArray dropExamples(NDArray x, double p, String site) {
    if (!isTraining() || p == 0) {
      return x;
    }
    long[] shape = new long[x.getShape().dimension()];
    java.util.Arrays.fill(shape, 1);
    shape[0] = x.getShape().get(0);
    return Ops.mul(x, mask(x, new Shape(shape), p, site));
  }

  /** A number of this pass, uniform from 0 to below 1. */
  public double draw(String name) {
    return CounterRandom.of(seed, pass, name).uniform();
  }

  private NDArray mask(NDArray like, Shape shape, double p, String site) {
    NDManager manager = like.getManager();
    CounterRandom random = CounterRandom.of(seed, pass, round + owner + site);
    int dropped = (int) Math.round(p * RANGE);
    if (like.getDevice().isGpu()) {
      NDArray survivors = DeviceMasks.survivors(like, shape, dropped, random);
      return Ops.scale(Ops.toFloat(survivors), kept(dropped));
    }
    NDArray mask = Libtorch.get().root().create(shape, DataType.FLOAT32);
    fill(mask.toByteBuffer(true).order(ByteOrder.nativeOrder()), dropped, random);
    mask.attach(manager);
    return mask;
  }

  /** What a survivor is multiplied with. */
  private static float kept(int dropped) {
    return (float) RANGE / (RANGE - dropped);
  }

  /** Four elements of each 64 random bits: this is the hot path of every training with dropout. */
  private static void fill(ByteBuffer memory, int dropped, CounterRandom random) {
    float kept = kept(dropped);
    FloatBuffer mask = memory.asFloatBuffer();
    int size = mask.remaining();
    for (int i = 0; i < size; i += LANES) {
      long bits = random.bits(i / LANES);
      for (int lane = i; lane < Math.min(i + LANES, size); lane++) {
        mask.put(lane, (bits & 0xFFFF) < dropped ? 0f : kept);
        bits >>>= 16;
      }
    }
  }
}
