package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.spec.adapter.attribute.LoraStart;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Init;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.function.Supplier;

/**
 * What the factors A (r, in) and B (out, r) of a low-rank term start as.
 *
 * @param a of A
 * @param b of B
 */
record LoraFactors(Init a, Init b) {
  /**
   * As PEFT has it.
   *
   * @param scale of the term
   */
  static LoraFactors of(LoraStart start, LinearSite site, int r, double scale) {
    return switch (start) {
      case DEFAULT -> new LoraFactors(Init.linear(site.in()), Init.ZEROS);
      case RANDOM -> new LoraFactors(Init.linear(site.in()), Init.linear(r));
      case GAUSSIAN -> new LoraFactors(new Init.Normal(1.0 / r), Init.ZEROS);
      case ORTHOGONAL -> {
        OrthogonalFactors factors = new OrthogonalFactors(r, site.id().modulePath());
        yield new LoraFactors(factors.a((int) site.in()), factors.b((int) site.out()));
      }
      case PISSA -> {
        double share = 1 / Math.sqrt(scale);
        yield split(site, () -> Ops.scale(Ops.leadingFactors(weight(site), r), share));
      }
      case OLORA -> split(site, () -> Ops.orthonormalFactors(weight(site), r));
    };
  }

  private static NDArray weight(LinearSite site) {
    return Ops.toFloat(site.weights().weight());
  }

  /** Of A and the transposed B side by side. */
  private static LoraFactors split(LinearSite site, Supplier<NDArray> factors) {
    Supplier<float[]> both = new Once(factors);
    int in = (int) site.in();
    int out = (int) site.out();
    return new LoraFactors(
        new Init.Known(() -> left(both.get(), in, out)),
        new Init.Known(() -> transposedRight(both.get(), in, out)));
  }

  /** Computed when it is first asked for. */
  private static final class Once implements Supplier<float[]> {
    private final Supplier<NDArray> factors;
    private float[] values = {};

    Once(Supplier<NDArray> factors) {
      this.factors = factors;
    }

    @Override
    public float[] get() {
      if (values.length == 0) {
        values =
            Gradients.off(() -> {
              try (Scope scope = new Scope()) {
                return HostMemory.floats(factors.get());
              }
            });
      }
      return values;
    }
  }

  private static float[] left(float[] both, int in, int out) {
    int rank = both.length / (in + out);
    float[] a = new float[rank * in];
    for (int row = 0; row < rank; row++) {
      System.arraycopy(both, row * (in + out), a, row * in, in);
    }
    return a;
  }

  private static float[] transposedRight(float[] both, int in, int out) {
    int rank = both.length / (in + out);
    float[] b = new float[out * rank];
    for (int row = 0; row < rank; row++) {
      for (int column = 0; column < out; column++) {
        b[column * rank + row] = both[row * (in + out) + in + column];
      }
    }
    return b;
  }
}
