package kernels;

import ai.djl.ndarray.NDArray;
import graft.spec.Activation;
import graft.tensor.Masks;
import graft.tensor.Ops;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What is done to each element of a batch of MiniLM's hidden states. */
public class Elements extends Kernel {
  private static final int WIDTH = 384;

  @Param({"16", "1024"})
  public int tokens;

  private NDArray hidden;
  private NDArray inner;
  private NDArray weight;
  private NDArray bias;
  private Masks masks;

  @Setup
  public void make() {
    hidden = tensors().learned(tokens, WIDTH);
    inner = tensors().learned(tokens, 4 * WIDTH);
    weight = tensors().of(WIDTH);
    bias = tensors().of(WIDTH);
    masks = Masks.of(1, 0);
  }

  @Benchmark
  public void gelu() {
    forward(() -> Ops.activation(Activation.GELU, inner));
  }

  @Benchmark
  public void geluBothWays() {
    bothWays(() -> Ops.activation(Activation.GELU, inner));
  }

  @Benchmark
  public void layerNorm() {
    forward(() -> Ops.layerNorm(hidden, weight, bias, 1e-12));
  }

  @Benchmark
  public void layerNormBothWays() {
    bothWays(() -> Ops.layerNorm(hidden, weight, bias, 1e-12));
  }

  @Benchmark
  public void dropoutBothWays() {
    bothWays(() -> masks.dropout(hidden, 0.1, "site"));
  }

  /** The least that a call into libtorch takes, and its tensor's way into a scope and out. */
  @Benchmark
  public void call() {
    forward(() -> Ops.scale(weight, 2));
  }
}
