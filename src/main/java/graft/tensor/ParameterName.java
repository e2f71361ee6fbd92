package graft.tensor;

/**
 * The name of a tensor that an adapter or a head owns, in three parts, so that each file format can
 * write it its own way.
 *
 * @param path module path of the place in the base model, such as {@code encoder.layer.0.output};
 *     empty for the model as a whole
 * @param family what holds the method's modules there: {@code adapters}, {@code loras}, {@code
 *     heads} …
 * @param tensor the tensor inside the module: {@code adapter_down.0.weight}
 */
public record ParameterName(String path, String family, String tensor) {
  @Override
  public String toString() {
    return (path.isEmpty() ? "" : path + ".") + family + "." + tensor;
  }
}
