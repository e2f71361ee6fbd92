package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import graft.site.SiteId;
import java.util.function.Supplier;

/**
 * A low-rank term whose factors are made of what is trained: by vectors that scale frozen ones, for
 * example. They are made anew where they are needed.
 *
 * @param dropout on its input
 * @param factors the term as it is now
 */
public record ComputedLowRank(SiteId site, double dropout, Supplier<LowRank> factors)
    implements Additive {
  @Override
  public NDArray input(NDArray x, Pass pass) {
    return pass.masks().dropout(x, dropout, site.modulePath() + ".lora");
  }

  @Override
  public NDArray of(NDArray input) {
    return factors.get().of(input);
  }

  @Override
  public NDArray delta() {
    return factors.get().delta();
  }
}
