package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.tensor.random.CounterRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Dropout masks of one forward pass. A mask depends on (seed, pass, run, adapter, site) alone: a
 * resumed job repeats exactly, and two jobs do not disturb each other. Probabilities have a
 * resolution of 1/65536, and survivors are scaled so that the expectation is exact.
 */
public final class Masks {
  private static final Masks NONE = new Masks(0, -1, "", "", Rows.ALL);
  private static final int LANES = 4;
  private static final int RANGE = 1 << 16;

  /** Of each half of 64 bits: the lower 16, and the lowest. */
  private static final long LOW_HALVES = 0x0000FFFF_0000FFFFL;

  private static final long LOWEST = 0x00000001_00000001L;

  private final long seed;
  private final long pass;
  private final String round;
  private final String owner;
  private final Rows rows;

  private Masks(long seed, long pass, String round, String owner, Rows rows) {
    this.seed = seed;
    this.pass = pass;
    this.round = round;
    this.owner = owner;
    this.rows = rows;
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
    return new Masks(seed, pass, "", "", Rows.ALL);
  }

  /**
   * Masks of the same pass that no other adapter's sites have.
   *
   * @param adapter its number among all adapters that are on, from 1
   */
  public Masks of(int adapter) {
    return isTraining() ? new Masks(seed, pass, round, adapter + ":", rows) : this;
  }

  /**
   * Masks of the same pass for modules that run several times in it, which are others each time.
   *
   * @param run its number, from 0: the first one has the masks of modules that run once
   */
  public Masks ofRun(int run) {
    return isTraining() && run > 0 ? new Masks(seed, pass, run + "#", owner, rows) : this;
  }

  /**
   * Masks of some rows of the same pass, where they are computed alone: those that they would have
   * among all rows, wherever a mask has a row's elements behind those of the row before.
   *
   * @param before rows of the pass that stand before them
   * @param rows how many they are
   */
  public Masks ofRows(int before, int rows) {
    return isTraining() ? new Masks(seed, pass, round, owner, new Rows(before, rows)) : this;
  }

  /** Masks of the same pass of what all rows share, in whichever part it is computed. */
  public Masks ofAllRows() {
    return isTraining() ? new Masks(seed, pass, round, owner, Rows.ALL) : this;
  }

  /** Which rows of a pass these are. */
  private record Rows(int before, int count) {
    static final Rows ALL = new Rows(0, 1);

    /** Where a mask of these rows begins among the elements of all. */
    long start(long size) {
      return size / count * before;
    }
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
    return drop(x, kept(x, x.getShape(), p, site));
  }

  /**
   * Which elements of a tensor that is yet to be made stay; empty where all do.
   *
   * @param like a tensor on the device
   * @param site a name that no other mask of the pass has
   */
  public Optional<Kept> kept(NDArray like, Shape shape, double p, String site) {
    if (!isTraining() || p <= 0) {
      return Optional.empty();
    }
    int dropped = (int) Math.round(p * RANGE);
    return Optional.of(
        new Kept(mask(like, shape, dropped, site), (double) RANGE / (RANGE - dropped)));
  }

  /**
   * A dropout's outcome.
   *
   * @param mask booleans: true where an element stays
   * @param factor what those are multiplied with, so that the expectation is as before
   */
  public record Kept(NDArray mask, double factor) {}

  private static NDArray drop(NDArray x, Optional<Kept> kept) {
    return kept.map(some -> Ops.drop(x, some.mask(), some.factor())).orElse(x);
  }

  /**
   * Drops whole examples (rows of the first dimension) with probability {@code p} and divides the
   * others by {@code 1 - p}.
   */
  public NDArray dropExamples(NDArray x, double p, String site) {
    long[] shape = new long[x.getShape().dimension()];
    Arrays.fill(shape, 1);
    shape[0] = x.getShape().get(0);
    return drop(x, kept(x, new Shape(shape), p, site));
  }

  /** A number of this pass, uniform from 0 to below 1. */
  public double draw(String name) {
    return CounterRandom.of(seed, pass, name).uniform();
  }

  private NDArray mask(NDArray like, Shape shape, int dropped, String site) {
    CounterRandom random = CounterRandom.of(seed, pass, round + owner + site);
    if (like.getDevice().isGpu()) {
      return DeviceMasks.survivors(like, shape, rows.start(shape.size()), dropped, random);
    }
    NDArray mask = Libtorch.get().root().create(shape, DataType.BOOLEAN);
    ByteBuffer bytes = mask.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    fill(bytes, rows.start(shape.size()), dropped, random);
    mask.attach(like.getManager());
    return mask;
  }

  /**
   * Four elements of each 64 random bits, eight at a time: this is the hot path of every training
   * with dropout.
   *
   * @param start the first element's place in the stream
   */
  private static void fill(ByteBuffer mask, long start, int dropped, CounterRandom random) {
    int size = mask.remaining();
    int odd = (int) Math.min(size, Math.floorMod(-start, LANES));
    int whole = (size - odd) / Long.BYTES * Long.BYTES;
    long draw = (start + odd) / LANES;
    fill(mask, start, 0, odd, dropped, random);
    for (int i = odd; i < odd + whole; i += Long.BYTES) {
      long low = four(random.bits(draw++), dropped);
      long high = four(random.bits(draw++), dropped);
      mask.putLong(i, low | high << Integer.SIZE);
    }
    fill(mask, start, odd + whole, size, dropped, random);
  }

  /** One by one. */
  private static void fill(
      ByteBuffer mask, long start, int from, int to, int dropped, CounterRandom random) {
    for (int i = from; i < to; i++) {
      long place = start + i;
      int lane = (int) (place % LANES);
      mask.put(i, (byte) (four(random.bits(place / LANES), dropped) >>> Byte.SIZE * lane));
    }
  }

  /**
   * Four bytes, the lowest first, of 1 where 16 bits are no less than {@code dropped}. Two of them
   * are looked at in one addition: it carries over where they are no less.
   */
  private static long four(long bits, int dropped) {
    long carry = (RANGE - dropped) * LOWEST;
    long even = (bits & LOW_HALVES) + carry >>> Short.SIZE & LOWEST;
    long odd = (bits >>> Short.SIZE & LOW_HALVES) + carry >>> Short.SIZE & LOWEST;
    long apart = even | odd << Byte.SIZE;
    return (apart | apart >>> Short.SIZE) & 0xFFFFFFFFL;
  }
}
