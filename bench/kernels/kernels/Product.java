package kernels;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** MiniLM's widest projection, frozen, alone and with LoRA of rank 8 beside it. */
public class Product extends Kernel {
  private static final int IN = 384;
  private static final int OUT = 1536;
  private static final int RANK = 8;

  /** Of a batch: 16 is a short text. */
  @Param({"16", "1024"})
  public int tokens;

  private NDArray x;
  private NDArray learnedX;
  private NDArray weight;
  private NDArray bias;
  private Ops.Factors factors;

  @Setup
  public void make() {
    x = tensors().of(tokens, IN);
    learnedX = tensors().learned(tokens, IN);
    weight = tensors().of(OUT, IN);
    bias = tensors().of(OUT);
    factors = new Ops.Factors(tensors().learned(RANK, IN), tensors().learned(OUT, RANK), 2);
  }

  @Benchmark
  public void frozen() {
    forward(() -> Ops.linear(x, weight, bias));
  }

  @Benchmark
  public void frozenBothWays() {
    bothWays(() -> Ops.linear(learnedX, weight, bias));
  }

  @Benchmark
  public void lora() {
    forward(() -> Ops.lowRank(x, x, weight, bias, factors));
  }

  @Benchmark
  public void loraBothWays() {
    bothWays(() -> Ops.lowRank(learnedX, learnedX, weight, bias, factors));
  }

  /** The same of single operations. */
  @Benchmark
  public void loraInPartsBothWays() {
    bothWays(
        () ->
            Ops.add(
                Ops.linear(learnedX, weight, bias),
                Ops.scale(
                    Ops.linear(Ops.linear(learnedX, factors.a()), factors.b()), factors.scale())));
  }
}
