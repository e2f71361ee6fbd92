package graft.recipe.combine;

import graft.adapter.Adapter;
import graft.site.Sites;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.Map;
import java.util.Objects;

/**
 * What combining gives.
 *
 * @param tensors the elements of each
 */
public record Combined(AdapterConfig config, Map<ParameterName, float[]> tensors) {
  /** As an adapter of a model. */
  public Adapter fit(Sites sites, Parameters parameters) {
    Adapter adapter = Adapter.fit(config, sites, parameters);
    for (Parameter parameter : parameters.all()) {
      float[] values =
          Objects.requireNonNull(tensors.get(parameter.name()), () -> parameter.name().toString());
      parameters.set(parameter, values, parameter.value().getShape().getShape());
    }
    return adapter;
  }
}
