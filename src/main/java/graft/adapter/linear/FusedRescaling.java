package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.adapter.layer.Gate;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The outputs of some projections that stand side by side in one rescaled, with l of shape (sum of
 * their outputs, 1); the others stay as they are.
 */
public record FusedRescaling(FusedParts parts, NDArray l, double alpha) implements Mergeable {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    return Ops.mul(base.apply(x), row());
  }

  private NDArray row() {
    return parts.spread(pieces().stream().map(l -> Ops.scale(l, alpha)).toList(), 0, 1);
  }

  /** The numbers of each changed part, (width). */
  private List<NDArray> pieces() {
    NDArray flat = l.reshape(new Shape(l.getShape().get(0)));
    List<NDArray> pieces = new ArrayList<>();
    long from = 0;
    for (LinearSite.Part part : parts.changed()) {
      pieces.add(Ops.slice(flat, 0, from, from + part.width()));
      from += part.width();
    }
    return pieces;
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    NDArray row = row();
    NDArray weight = Ops.mul(base.weight(), row.reshape(new Shape(row.size(), 1)));
    return new LinearWeights(weight, base.bias() == null ? null : Ops.mul(base.bias(), row));
  }

  /** With a gate for each changed part in place of alpha; it depends on the input. */
  public record Gated(FusedRescaling rescaling, Gate gate) implements LinearAdapter {
    @Override
    public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
      NDArray gates = gate.of(x);
      List<NDArray> pieces = rescaling.pieces();
      List<NDArray> gated = new ArrayList<>();
      for (int part = 0; part < pieces.size(); part++) {
        gated.add(Ops.mul(Ops.slice(gates, 2, part, part + 1), pieces.get(part)));
      }
      return Ops.mul(base.apply(x), rescaling.parts.spread(gated, 2, 1));
    }
  }
}
