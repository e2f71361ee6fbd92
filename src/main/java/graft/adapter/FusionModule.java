package graft.adapter;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.site.Pass;
import graft.site.SublayerSite;
import graft.site.fusion.FusableAdapter.Entry;
import graft.site.fusion.SublayerFusion;
import graft.spec.adapter.FusionConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fusion at one sublayer: {@code Σ p_j V u_j + residual} with {@code p = softmax(Q x · K u_j)}
 * for each position; the scores are not divided by √H, and dropped as they are. Maps are (H, H);
 * the value map has no bias.
 */
record FusionModule(
    SublayerSite at,
    FusionConfig config,
    @Nullable Map query,
    @Nullable Map key,
    @Nullable Map value)
    implements SublayerFusion {
  private static final Init WEIGHT = new Init.Normal(0.02);
  private static final double OFF_DIAGONAL = 1e-6;
  private static final double PENALTY = 0.01;

  /** A linear map. */
  record Map(NDArray weight, @Nullable NDArray bias) {
    static Map create(Modules modules, SublayerSite at, String name) {
      return new Map(
          modules.create(at.id(), name + ".weight", WEIGHT, at.width(), at.width()),
          modules.create(at.id(), name + ".bias", Init.ZEROS, at.width()));
    }

    NDArray of(NDArray x) {
      return Ops.linear(x, weight, bias);
    }
  }

  static FusionModule create(FusionConfig config, SublayerSite at, Modules modules) {
    Map query = config.query() ? Map.create(modules, at, "query") : null;
    Map key = config.key() ? Map.create(modules, at, "key") : null;
    Init init = config.valueInitialized() ? new Init.Diagonal(at.width(), 1, OFF_DIAGONAL) : WEIGHT;
    Map value =
        config.value()
            ? new Map(modules.create(at.id(), "value.weight", init, at.width(), at.width()), null)
            : null;
    return new FusionModule(at, config, query, key, value);
  }

  @Override
  public NDArray mix(Entry entry, List<NDArray> ups, Pass pass) {
    NDArray q = mapped(query, config.queryBeforeLn() ? entry.raw() : entry.input());
    NDArray p = Ops.softmax(dropped(scores(q, ups), pass));
    NDArray context = null;
    for (int j = 0; j < ups.size(); j++) {
      NDArray v = config.residualBefore() ? Ops.add(ups.get(j), entry.own()) : ups.get(j);
      NDArray share = Ops.mul(config.valueBeforeSoftmax() ? mapped(value, v) : v, column(p, j));
      context = context == null ? share : Ops.add(context, share);
    }
    NDArray mixed = Objects.requireNonNull(context);
    NDArray result = config.valueBeforeSoftmax() ? mixed : mapped(value, mixed);
    return config.residualBefore() ? result : Ops.add(result, entry.own());
  }

  /** (B, S, adapters). */
  private NDArray scores(NDArray q, List<NDArray> ups) {
    NDArray scores = null;
    for (NDArray up : ups) {
      NDArray score = Ops.scale(Ops.mean(Ops.mul(q, mapped(key, up)), -1), width(q));
      scores = scores == null ? score : Ops.concat(scores, score, -1);
    }
    return Objects.requireNonNull(scores);
  }

  private NDArray dropped(NDArray scores, Pass pass) {
    String name = at.id().modulePath() + ".fusion";
    double own = config.dropoutProb().orElse(0.0);
    return own > 0
        ? pass.masks().dropout(scores, own, name)
        : pass.dropout(scores, at.attentionDropout(), name);
  }

  private static double width(NDArray x) {
    return x.getShape().get(x.getShape().dimension() - 1);
  }

  private static NDArray column(NDArray p, int j) {
    return Ops.slice(p, -1, j, j + 1);
  }

  private static NDArray mapped(@Nullable Map map, NDArray x) {
    return map == null ? x : map.of(x);
  }

  /** {@code 0.01 · ‖I − W_v‖²}. */
  @Override
  public Optional<NDArray> penalty() {
    if (!config.regularization() || value == null) {
      return Optional.empty();
    }
    NDArray weight = value.weight();
    NDArray away = Ops.sub(weight, weight.getManager().eye((int) weight.getShape().get(0)));
    return Optional.of(Ops.scale(Ops.sum(Ops.mul(away, away)), PENALTY));
  }
}
