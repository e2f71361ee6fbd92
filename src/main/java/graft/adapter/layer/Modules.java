package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.SiteId;
import graft.spec.Activation;
import graft.tensor.Init;
import graft.tensor.Nonlinearity;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Creates the tensors of one method's modules.
 *
 * @param family what holds the modules at their place: {@code adapters}, {@code loras}
 * @param seed if present, all modules start alike
 * @param areTrained whether training changes the tensors to come
 */
public record Modules(Parameters parameters, String family, OptionalLong seed, boolean areTrained) {
  /** The family of what all layers of an adapter share. */
  public static final String SHARED = "shared_parameters";

  public static Modules of(Parameters parameters, String family, Optional<Long> seed) {
    return new Modules(
        parameters, family, seed.map(OptionalLong::of).orElse(OptionalLong.empty()), true);
  }

  /** The same for another family. */
  public Modules in(String other) {
    return new Modules(parameters, other, seed, areTrained);
  }

  /** The same for tensors that stay as they start. */
  Modules fixed() {
    return new Modules(parameters, family, seed, false);
  }

  /** The function that stands at {@code name} in a list of layers. */
  public Nonlinearity nonlinearity(Activation activation, String path, String name) {
    return Nonlinearity.of(
        activation,
        (tensor, init, isTrained, shape) ->
            (isTrained ? this : fixed()).create(path, name + "." + tensor, init, shape));
  }

  public NDArray create(SiteId site, String tensor, Init init, long... shape) {
    return create(site.modulePath(), tensor, init, shape);
  }

  /** Creates a tensor that starts as another. */
  public NDArray copy(SiteId site, String tensor, NDArray start) {
    NDArray created = create(site, tensor, Init.ZEROS, start.getShape().getShape());
    parameters.find(new ParameterName(site.modulePath(), family, tensor)).orElseThrow().set(start);
    return created;
  }

  /** Creates a tensor of the module at {@code path}; empty for the model as a whole. */
  public NDArray create(String path, String tensor, Init init, long... shape) {
    return parameters.create(
        new ParameterName(path, family, tensor), new Shape(shape), init, seed, areTrained);
  }
}
