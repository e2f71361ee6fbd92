package graft.tensor.rate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.DeviceId;
import graft.spec.job.Precision;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.Ops;
import graft.tensor.Scope;
import graft.tensor.random.SplitMix;
import java.util.function.BinaryOperator;
import java.util.stream.LongStream;

/**
 * How fast a device multiplies square matrices: what nothing that is made of products surpasses.
 *
 * @param precision of the matrices' elements
 * @param perSecond floating-point operations, of which a product of n by n has 2n³
 */
public record ProductRate(DeviceId device, Precision precision, double perSecond) {
  private static final int NARROWEST = 256;
  private static final int WIDEST = 8192;

  /** Time of a sample, in nanoseconds, against which a call and the way back do not count. */
  private static final long SAMPLE = 50_000_000;

  private static final int SAMPLES = 5;

  /**
   * Of matrices so large that a product takes a while, but at most 8,192 wide. Of the libraries
   * that a processor has for it the faster one counts. Takes a second or two.
   */
  public static ProductRate measure(DeviceId device, Precision precision) {
    try (NDManager manager = Devices.manager(device)) {
      double perSecond =
          Gradients.off(() ->
              Math.max(
                  fastest(Ops::matmul, manager, precision),
                  fastest((a, b) -> Ops.linear(a, b), manager, precision)));
      return new ProductRate(device, precision, perSecond);
    }
  }

  private static double fastest(
      BinaryOperator<NDArray> product, NDManager manager, Precision precision) {
    for (int width = NARROWEST; ; width *= 2) {
      try (Scope _ = new Scope()) {
        NDArray a = matrix(manager, precision, width, 1);
        NDArray b = matrix(manager, precision, width, 2);
        long _ = nanoseconds(product, a, b);
        long sample = nanoseconds(product, a, b);
        if (sample >= SAMPLE || width >= WIDEST) {
          return 2.0 * width * width * width / (median(product, a, b) / 1e9);
        }
      }
    }
  }

  private static long median(BinaryOperator<NDArray> product, NDArray a, NDArray b) {
    return LongStream.generate(() -> nanoseconds(product, a, b))
        .limit(SAMPLES)
        .sorted()
        .skip(SAMPLES / 2)
        .findFirst()
        .orElseThrow();
  }

  /** Of one product; reading one number waits for all of them. */
  private static long nanoseconds(BinaryOperator<NDArray> product, NDArray a, NDArray b) {
    try (Scope _ = new Scope()) {
      long start = System.nanoTime();
      NDArray corner = Ops.slice(Ops.slice(product.apply(a, b), 0, 0, 1), 1, 0, 1);
      float _ = Ops.toFloat(corner).toFloatArray()[0];
      return System.nanoTime() - start;
    }
  }

  private static NDArray matrix(NDManager manager, Precision precision, int width, long seed) {
    SplitMix numbers = new SplitMix(seed);
    float[] values = new float[width * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (numbers.unit(i) - 0.5);
    }
    NDArray matrix = manager.create(values, new Shape(width, width));
    return precision == Precision.BF16 ? Ops.toBfloat16(matrix) : matrix;
  }
}
