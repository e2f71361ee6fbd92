package graft.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.SiteId;
import graft.tensor.Init;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Creates the tensors of one method's modules.
 *
 * @param family what holds the modules at their place: {@code adapters}, {@code loras}
 * @param seed if present, all modules start alike
 */
record Modules(Parameters parameters, String family, OptionalLong seed) {
  static Modules of(Parameters parameters, String family, Optional<Long> seed) {
    return new Modules(parameters, family, seed.map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  NDArray create(SiteId site, String tensor, Init init, long... shape) {
    return create(site.modulePath(), tensor, init, shape);
  }

  /** A tensor that several sites share, at the path of none of them. */
  NDArray create(String path, String tensor, Init init, long... shape) {
    return parameters.create(
        new ParameterName(path, family, tensor), new Shape(shape), init, seed, true);
  }
}
