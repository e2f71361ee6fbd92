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
 * @param size what decides how large they are: an attribute of the method
 */
public record Modules(
    Parameters parameters, String family, OptionalLong seed, boolean areTrained, String size) {
  /** The family of what all layers of an adapter share. */
  public static final String SHARED = "shared_parameters";

  /**
   * Modules that are trained.
   *
   * @param seed the method's {@code init_weights_seed}; 0 is none, as in the reference
   * @param size the attribute that is at fault if there is no room for their tensors
   */
  public static Modules of(Parameters parameters, String family, Optional<Long> seed, String size) {
    OptionalLong own = seed.stream().mapToLong(Long::longValue).filter(s -> s != 0).findFirst();
    return new Modules(parameters, family, own, true, size);
  }

  /** The same for another family. */
  public Modules in(String other) {
    return new Modules(parameters, other, seed, areTrained, size);
  }

  /** The same for tensors that another attribute makes as large as they are. */
  public Modules sizedBy(String attribute) {
    return new Modules(parameters, family, seed, areTrained, attribute);
  }

  /** The same for tensors that stay as they start. */
  public Modules fixed() {
    return new Modules(parameters, family, seed, false, size);
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

  /**
   * Creates a tensor of the module at {@code path}; empty for the model as a whole.
   *
   * @throws graft.spec.GraftException {@code INVALID_SPEC} beyond the {@link Limits}
   */
  public NDArray create(String path, String tensor, Init init, long... shape) {
    ParameterName name = new ParameterName(path, family, tensor);
    Shape wanted = new Shape(shape);
    Limits.requireRoom(size, name, wanted, parameters);
    return parameters.create(name, wanted, init, seed, areTrained);
  }
}
