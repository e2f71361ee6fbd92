package graft.adapter;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Gate;
import graft.adapter.layer.Modules;
import graft.adapter.layer.Projection;
import graft.adapter.layer.Projections;
import graft.site.Pass;
import graft.site.SiteId;
import graft.site.SublayerSite;
import graft.site.fusion.FusableAdapter;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.attribute.BottleneckNorms;
import graft.spec.adapter.attribute.BottleneckNorms.Residual;
import graft.spec.adapter.attribute.Scaling;
import graft.tensor.Init;
import graft.tensor.Nonlinearity;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The bottleneck at one site. With s the sublayer's output, t its residual and LN the base model's
 * norm, a sequential module reads s (or {@code LN(s + t)}, with {@code original_ln_before}) and
 * adds its own residual; a parallel one reads t and adds to s.
 *
 * @param down from H to b; {@code up} from b to H
 * @param f what {@code down} goes through; its place in files is the one behind it
 * @param scaling (1) or (H) where it is learned
 */
record BottleneckModule(
    SiteId site,
    BottleneckConfig config,
    Projection down,
    Nonlinearity f,
    Projection up,
    @Nullable Norm before,
    @Nullable Norm after,
    @Nullable Gate gate,
    @Nullable NDArray scaling)
    implements FusableAdapter {
  /** The eps of every layer norm that a method creates. */
  private static final double EPS = 1e-5;

  /** A layer norm of the adapter's own. */
  record Norm(NDArray weight, NDArray bias) {
    static Norm create(Modules modules, SiteId site, String name, long width) {
      return new Norm(
          modules.create(site, name + ".weight", Init.ONES, width),
          modules.create(site, name + ".bias", Init.ZEROS, width));
    }

    NDArray of(NDArray x) {
      return Ops.layerNorm(x, weight, bias, EPS);
    }
  }

  static BottleneckModule create(
      BottleneckConfig config, SublayerSite at, Modules modules, Projections projections) {
    SiteId site = at.id();
    String path = site.modulePath();
    long hidden = at.width();
    long narrow = config.reductionFactor().width(hidden, site.layer());
    BottleneckNorms norms = config.norms();
    // The reference registers the new norm as position 0 of the down stack, which moves the
    // projection to 1 and the activation to 2 (D23).
    Norm before = norms.lnBefore() ? Norm.create(modules, site, "adapter_down.0", hidden) : null;
    int place = norms.lnBefore() ? 1 : 0;
    Projection down = projections.down(path, "adapter_down." + place, hidden, narrow);
    Nonlinearity f =
        modules.nonlinearity(config.nonLinearity(), path, "adapter_down." + (place + 1));
    Projection up = projections.up(path, "adapter_up", hidden, narrow);
    Norm after = norms.lnAfter() ? Norm.create(modules, site, "adapter_norm_after", hidden) : null;
    Gate gate =
        config.useGating() ? Gate.create(modules, site, hidden, gateBias(config, hidden)) : null;
    return new BottleneckModule(
        site,
        config,
        down,
        f,
        up,
        before,
        after,
        gate,
        scaling(config.scaling(), modules, site, hidden));
  }

  private static @Nullable NDArray scaling(
      Scaling scaling, Modules modules, SiteId site, long hidden) {
    return switch (scaling) {
      case Scaling.Fixed ignored -> null;
      case Scaling.Learned ignored -> modules.create(site, "scaling", Init.ONES, 1);
      case Scaling.Channel ignored -> modules.create(site, "scaling", Init.ONES, hidden);
    };
  }

  private static Init gateBias(BottleneckConfig config, long hidden) {
    return config.initWeights() == BottleneckConfig.Init.HOULSBY ? Init.linear(hidden) : Init.ZEROS;
  }

  @Override
  public boolean endsWithNorm() {
    return config.norms().originalLnAfter();
  }

  @Override
  public boolean isParallel() {
    return config.isParallel();
  }

  @Override
  public NDArray adapt(NDArray output, NDArray residual, UnaryOperator<NDArray> norm, Pass pass) {
    Entry entry = enter(output, residual, norm);
    NDArray adapted = gated(up(entry, pass), entry.input(), pass);
    if (config.isParallel()) {
      return Ops.add(after == null ? adapted : after.of(adapted), output);
    }
    if (config.norms().adapterResidualBeforeLn()) {
      adapted = Ops.add(adapted, entry.own());
    }
    if (after != null) {
      adapted = after.of(adapted);
    }
    return config.norms().adapterResidualBeforeLn() ? adapted : Ops.add(adapted, entry.own());
  }

  @Override
  public Entry enter(NDArray output, NDArray residual, UnaryOperator<NDArray> norm) {
    if (config.isParallel()) {
      return new Entry(residual, residual, residual);
    }
    NDArray sum = config.norms().originalLnBefore() ? Ops.add(output, residual) : output;
    NDArray x = config.norms().originalLnBefore() ? norm.apply(sum) : sum;
    NDArray own =
        switch (config.norms().residualBeforeLn()) {
          case Residual.BEFORE -> output;
          case Residual.POST_ADD -> sum;
          case Residual.AFTER -> x;
        };
    return new Entry(x, output, own);
  }

  @Override
  public NDArray up(Entry entry, Pass pass) {
    NDArray projected = project(entry.input());
    return scaled(
        config.isParallel()
            ? projected
            : pass.masks()
                .dropExamples(
                    projected, config.stochasticDepth(), site.modulePath() + ".stochastic_depth"));
  }

  /** {@code W_up f(W_down LN(x) + b_down) + b_up}. */
  private NDArray project(NDArray x) {
    NDArray input = before == null ? x : before.of(x);
    return up.of(f.of(down.of(input)));
  }

  private NDArray scaled(NDArray u) {
    return switch (config.scaling()) {
      case Scaling.Fixed fixed -> Ops.scale(u, fixed.factor());
      case Scaling.Learned ignored -> Ops.mul(u, learned());
      case Scaling.Channel ignored -> Ops.mul(u, learned());
    };
  }

  private NDArray learned() {
    return java.util.Objects.requireNonNull(scaling);
  }

  private NDArray gated(NDArray u, NDArray x, Pass pass) {
    NDArray dropped = pass.masks().dropout(u, config.dropout(), site.modulePath() + ".adapter");
    return gate == null ? dropped : Ops.mul(dropped, gate.of(x));
  }
}
