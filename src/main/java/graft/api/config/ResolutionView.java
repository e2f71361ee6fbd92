package graft.api.config;

import graft.recipe.Resolution;
import graft.spec.Attribute;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an adapter configuration means for a base model, as clients see it. */
record ResolutionView(
    String object,
    String model,
    @Attribute("The method: lora, bottleneck …") String method,
    @Attribute("The configuration with every attribute") Map<String, @Nullable Object> adapter,
    @Attribute("Published module paths of the places that it occupies") List<String> sites,
    long trainableParameters,
    @Attribute("Parameters of base model and adapter") long totalParameters,
    double trainablePercent,
    @Attribute("Size of its tensors") long adapterBytes) {
  static ResolutionView of(String model, Resolution resolution) {
    return new ResolutionView(
        "adapter_config.resolution",
        model,
        resolution.adapter().method(),
        resolution.adapter().json(),
        resolution.sites(),
        resolution.trainableParameters(),
        resolution.totalParameters(),
        resolution.trainablePercent(),
        resolution.adapterBytes());
  }
}
