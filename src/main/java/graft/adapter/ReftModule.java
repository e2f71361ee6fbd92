package graft.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.adapter.layer.Householder;
import graft.adapter.layer.Modules;
import graft.site.LayerAdapter;
import graft.site.LayerSite;
import graft.site.Pass;
import graft.site.SiteId;
import graft.site.cache.KeyValueCache;
import graft.spec.adapter.ReftConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import java.util.Optional;

/**
 * The interventions behind one layer. Both read the states as they come; where beginning and end
 * overlap the end wins.
 */
record ReftModule(SiteId site, ReftConfig config, Unit prefix, Unit suffix)
    implements LayerAdapter {
  /**
   * One intervention: {@code u(h) = drop(h + Rᵀ (φ(W h + c) - R h))}.
   *
   * @param weight W: (r, H)
   * @param bias c: (r)
   * @param projection R, by itself (r, H)
   * @param orthonormal R, where its rows stay orthonormal
   */
  record Unit(
      NDArray weight,
      NDArray bias,
      Optional<NDArray> projection,
      Optional<Householder> orthonormal) {
    static Unit create(ReftConfig config, LayerSite site, Modules modules, int number) {
      String path = site.id().modulePath() + ".reft_layer";
      String name = "units." + number + ".";
      long width = site.width();
      Init start = Init.linear(width);
      String projection = name + "projection";
      return new Unit(
          modules.create(path, name + "learned_source.weight", start, config.r(), width),
          modules.create(path, name + "learned_source.bias", start, config.r()),
          config.orthogonality()
              ? Optional.empty()
              : Optional.of(modules.create(path, projection + ".weight", start, config.r(), width)),
          config.orthogonality()
              ? Optional.of(Householder.create(modules, path, projection, config.r(), width))
              : Optional.empty());
    }

    private NDArray rows(Pass pass) {
      return projection.orElseGet(
          () -> pass.memo().once(weight, () -> orthonormal.orElseThrow().rows()));
    }

    NDArray of(NDArray h, ReftConfig config, Pass pass, String name) {
      NDArray rows = rows(pass);
      NDArray source = Ops.linear(h, weight, bias);
      NDArray wanted = config.nonLinearity().map(f -> Ops.activation(f, source)).orElse(source);
      NDArray more = config.subtractProjection() ? Ops.sub(wanted, Ops.linear(h, rows)) : wanted;
      NDArray changed = Ops.add(h, Ops.matmul(more, Ops.castLike(rows, more)));
      return pass.masks().dropout(changed, config.dropout(), name);
    }
  }

  @Override
  public NDArray change(NDArray hidden, Pass pass) {
    NDArray changed = hidden;
    if (config.prefixPositions() > 0) {
      changed = chosen(changed, hidden, prefix, "prefix", inPrefix(hidden, pass), pass);
    }
    if (config.suffixPositions() > 0) {
      changed = chosen(changed, hidden, suffix, "suffix", inSuffix(hidden, pass), pass);
    }
    return changed;
  }

  /** What the unit makes of the states at the chosen places, and what is there at the others. */
  private NDArray chosen(
      NDArray now, NDArray hidden, Unit unit, String name, NDArray places, Pass pass) {
    NDArray changed = unit.of(hidden, config, pass, site.modulePath() + ".reft." + name);
    return Ops.add(now, Ops.mul(Ops.sub(changed, now), places));
  }

  /** (B, S, 1): 1 at the first positions of each text. Behind a cache these were read before. */
  private NDArray inPrefix(NDArray hidden, Pass pass) {
    long most = config.prefixPositions();
    if (pass.keyValues().isPresent()) {
      return column(pass.keyValues().map(KeyValueCache::positions).orElseThrow().lt(most));
    }
    NDArray place = place(hidden);
    NDArray from = pass.attended().map(ReftModule::begin).orElse(place.zerosLike());
    return column(place.gte(from).logicalAnd(place.lt(from.add(most))));
  }

  /** (B, S, 1): 1 at the last positions of each text, as far as it has so many. */
  private NDArray inSuffix(NDArray hidden, Pass pass) {
    NDArray place = place(hidden);
    long length = hidden.getShape().get(1);
    Optional<NDArray> mask =
        pass.attended().filter(any -> any.getShape().get(1) == length && isOfMask(pass));
    NDArray from = mask.map(ReftModule::begin).orElse(place.zerosLike());
    NDArray end =
        mask.map(some -> begin(some).add(some.sum(new int[] {1}, true)))
            .orElse(place.zerosLike().add(length));
    NDArray first = end.sub(config.suffixPositions());
    return column(place.gte(first).logicalAnd(place.gte(from)).logicalAnd(place.lt(end)));
  }

  /** A decoder behind an encoder has no padding that is known. */
  private boolean isOfMask(Pass pass) {
    return pass.keyValues().isEmpty();
  }

  /** int64 (1, S). */
  private static NDArray place(NDArray hidden) {
    NDManager manager = hidden.getManager();
    int length = (int) hidden.getShape().get(1);
    return manager.arange(0, length, 1, DataType.INT64).reshape(new Shape(1, length));
  }

  /** int64 (B, 1): how much padding stands before each text. */
  private static NDArray begin(NDArray mask) {
    return mask.cumSum(1).eq(0).toType(DataType.INT64, false).sum(new int[] {1}, true);
  }

  private static NDArray column(NDArray chosen) {
    Shape shape = chosen.getShape();
    return chosen.toType(DataType.FLOAT32, false).reshape(new Shape(shape.get(0), shape.get(1), 1));
  }
}
