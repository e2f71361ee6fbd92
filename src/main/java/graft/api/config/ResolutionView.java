package graft.api.config;

import graft.recipe.Resolution;
import graft.spec.Attribute;
import graft.spec.adapter.AdapterConfig;
import java.util.List;

/** What an adapter configuration means for a base model, as clients see it. */
record ResolutionView(
    String object,
    String model,
    @Attribute("The method: lora, bottleneck …") String method,
    @Attribute("The configuration with every attribute") AdapterConfig adapter,
    @Attribute("Published module paths of the places that it occupies") List<String> sites,
    @Attribute("Of adapter and head") long trainableParameters,
    long adapterParameters,
    @Attribute("0 unless the request names a task, whose head it is") long headParameters,
    @Attribute("Of base model, adapter and head") long totalParameters,
    double trainablePercent,
    @Attribute("Size of the adapter's tensors") long adapterBytes,
    @Attribute("Size of the head's tensors") long headBytes,
    @Attribute("Size of all tensors that are kept") long bytes) {
  static ResolutionView of(String model, Resolution resolution) {
    return new ResolutionView(
        "adapter_config.resolution",
        model,
        resolution.adapter().method(),
        resolution.adapter(),
        resolution.sites(),
        resolution.trainableParameters(),
        resolution.adapterParameters(),
        resolution.headParameters(),
        resolution.totalParameters(),
        resolution.trainablePercent(),
        resolution.adapterBytes(),
        resolution.headBytes(),
        resolution.adapterBytes() + resolution.headBytes());
  }
}
