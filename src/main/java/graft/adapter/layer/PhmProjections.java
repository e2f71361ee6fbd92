package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.spec.adapter.BottleneckConfig;
import graft.tensor.Init;
import org.jspecify.annotations.Nullable;

/**
 * The projections of Compacter (Karimi Mahabadi et al. 2021). What its layers share is made once,
 * below {@code shared_parameters}, and always saved (D10).
 *
 * @param rule of all layers, if they share one
 * @param down W of all layers to the narrow width, if they share it; {@code up} of those back
 */
public record PhmProjections(
    PhmTensors tensors,
    Modules modules,
    @Nullable Matrices rule,
    @Nullable Matrices down,
    @Nullable Matrices up)
    implements Projections {
  /** For a model whose sites all have the width {@code hidden}. */
  public static PhmProjections of(BottleneckConfig config, Modules modules, long hidden) {
    PhmTensors tensors = new PhmTensors(config.phm());
    Modules shared = modules.in(Modules.SHARED);
    Matrices rule = config.phm().sharedPhmRule() ? tensors.sharedRule(shared) : null;
    if (!config.phm().sharedWPhm()) {
      return new PhmProjections(tensors, modules, rule, null, null);
    }
    // One number serves all layers: the configuration refuses a mapping here.
    long narrow = config.reductionFactor().width(hidden, 0);
    return new PhmProjections(
        tensors,
        modules,
        rule,
        tensors.terms(shared, "", "W_down", hidden, narrow),
        tensors.terms(shared, "", "W_up", narrow, hidden));
  }

  @Override
  public Projection down(String path, String name, long hidden, long narrow) {
    return layer(path, name, down, hidden, narrow);
  }

  @Override
  public Projection up(String path, String name, long hidden, long narrow) {
    return layer(path, name, up, narrow, hidden);
  }

  private Phm layer(String path, String name, @Nullable Matrices shared, long in, long out) {
    Matrices own = rule == null ? tensors.rule(modules, path, name) : rule;
    Matrices terms = shared == null ? tensors.terms(modules, path, name + ".W", in, out) : shared;
    NDArray bias =
        tensors.config().phmBias() ? modules.create(path, name + ".b", Init.ZEROS, out) : null;
    return new Phm(own, terms, bias);
  }
}
