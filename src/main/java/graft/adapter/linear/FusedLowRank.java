package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Gate;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.site.SiteId;
import graft.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A low-rank term for each of some projections that stand side by side in one (methods.md 6.3): A
 * of shape (m · r, in) and B of shape (sum of their outputs, r), in the order of the projection;
 * the others stay as they are.
 */
public record FusedLowRank(
    SiteId site, FusedParts parts, NDArray a, NDArray b, double scale, double dropout)
    implements Mergeable {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    List<NDArray> scaled = deltas(x, pass).stream().map(d -> Ops.scale(d, scale)).toList();
    return Ops.add(base.apply(x), parts.spread(scaled, 2, 0));
  }

  /** For each changed part {@code B A drop(x)}, (B, S, width). */
  private List<NDArray> deltas(NDArray x, Pass pass) {
    NDArray input = pass.masks().dropout(x, dropout, site.modulePath() + ".lora");
    List<NDArray> deltas = new ArrayList<>();
    for (int part = 0; part < parts.count(); part++) {
      deltas.add(Ops.linear(Ops.linear(input, a(part)), b(part)));
    }
    return deltas;
  }

  private NDArray a(int part) {
    long rank = b.getShape().get(1);
    return Ops.slice(a, 0, part * rank, (part + 1) * rank);
  }

  private NDArray b(int part) {
    List<LinearSite.Part> changed = parts.changed();
    long from = changed.subList(0, part).stream().mapToLong(LinearSite.Part::width).sum();
    return Ops.slice(b, 0, from, from + changed.get(part).width());
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    List<NDArray> products = new ArrayList<>();
    for (int part = 0; part < parts.count(); part++) {
      products.add(Ops.scale(Ops.matmul(b(part), a(part)), scale));
    }
    return base.withWeight(Ops.add(base.weight(), parts.spread(products, 0, 0)));
  }

  /**
   * With a gate for each changed part in place of the scale; it depends on the input, so it does
   * not merge.
   */
  public record Gated(FusedLowRank lowRank, Gate gate) implements LinearAdapter {
    @Override
    public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
      NDArray gates = gate.of(x);
      List<NDArray> deltas = lowRank.deltas(x, pass);
      List<NDArray> gated = new ArrayList<>();
      for (int part = 0; part < deltas.size(); part++) {
        gated.add(Ops.mul(deltas.get(part), Ops.slice(gates, 2, part, part + 1)));
      }
      return Ops.add(base.apply(x), lowRank.parts.spread(gated, 2, 0));
    }
  }
}
