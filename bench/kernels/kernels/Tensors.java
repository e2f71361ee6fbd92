package kernels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.Ops;
import graft.tensor.random.SplitMix;

/** Tensors on the processor, of numbers between -0.5 and 0.5, until it is closed. */
final class Tensors implements AutoCloseable {
  private final NDManager manager = Devices.manager(new DeviceId("cpu"));
  private final boolean isHalf;
  private long seed;

  /**
   * @param precision {@code fp32} or {@code bf16}
   */
  Tensors(String precision) {
    isHalf = precision.equals("bf16");
  }

  NDManager manager() {
    return manager;
  }

  NDArray of(long... shape) {
    SplitMix numbers = new SplitMix(++seed);
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (numbers.unit(i) - 0.5);
    }
    NDArray tensor = manager.create(values, new Shape(shape));
    return isHalf ? Ops.toBfloat16(tensor) : tensor;
  }

  /** One that learns. */
  NDArray learned(long... shape) {
    NDArray tensor = of(shape);
    tensor.setRequiresGradient(true);
    return tensor;
  }

  @Override
  public void close() {
    manager.close();
  }
}
