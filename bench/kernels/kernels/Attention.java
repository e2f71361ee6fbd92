package kernels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.tensor.DotProductAttention;
import graft.tensor.Masks;
import graft.tensor.Ops;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** MiniLM's attention over 1,024 positions in texts of one length, and the same written out. */
public class Attention extends Kernel {
  private static final int POSITIONS = 1024;
  private static final int HEADS = 12;
  private static final int WIDTH = 32;
  private static final double SCALE = 1 / Math.sqrt(WIDTH);

  @Param({"32", "128", "256"})
  public int length;

  private NDArray query;
  private NDArray key;
  private NDArray value;
  private NDArray mask;
  private Masks masks;

  @Setup
  public void make() {
    int texts = POSITIONS / length;
    query = tensors().learned(texts, HEADS, length, WIDTH);
    key = tensors().learned(texts, HEADS, length, WIDTH);
    value = tensors().learned(texts, HEADS, length, WIDTH);
    mask = Ops.scale(tensors().of(texts, 1, 1, length), 0);
    masks = Masks.of(1, 0);
  }

  private NDArray attend(double dropout) {
    Optional<Masks.Kept> kept =
        masks.kept(query, new Shape(POSITIONS / length, HEADS, length, length), dropout, "site");
    return new DotProductAttention(
            query, key, value, new DotProductAttention.Scores(SCALE, mask, Optional.empty(), kept, false))
        .context();
  }

  private NDArray written() {
    NDArray scores = Ops.scale(Ops.matmul(query, key.swapAxes(2, 3)), SCALE);
    return Ops.matmul(Ops.softmax(Ops.add(scores, mask)), value);
  }

  @Benchmark
  public void alone() {
    forward(() -> attend(0));
  }

  @Benchmark
  public void aloneWrittenOut() {
    forward(this::written);
  }

  @Benchmark
  public void bothWays() {
    bothWays(() -> attend(0));
  }

  @Benchmark
  public void writtenOutBothWays() {
    bothWays(this::written);
  }

  @Benchmark
  public void dropoutBothWays() {
    bothWays(() -> attend(0.1));
  }
}
