package kernels;

import ai.djl.ndarray.NDArray;
import graft.tensor.Gradients;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What all have: a time each, in a process of their own, on all cores. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public abstract class Kernel {
  @Param("fp32")
  public String precision;

  private Tensors tensors;

  Tensors tensors() {
    if (tensors == null) {
      tensors = new Tensors(precision);
    }
    return tensors;
  }

  @TearDown
  public void close() {
    tensors().close();
  }

  /** Of a prediction. */
  static void forward(Supplier<NDArray> kernel) {
    try (Scope _ = new Scope()) {
      Gradients.off(kernel::get);
    }
  }

  /** Of a training: forward, and back to what learns, whose gradients are added up. */
  static void bothWays(Supplier<NDArray> kernel) {
    try (Scope _ = new Scope()) {
      Gradients.backward(Gradients.recorded(() -> Ops.sum(Ops.toFloat(kernel.get()))));
    }
  }
}
