package graft.api.config;

import graft.catalog.config.SavedConfig;
import graft.spec.Attribute;
import graft.spec.adapter.AdapterConfig;

/** A saved adapter configuration as clients see it. */
record AdapterConfigView(
    String id,
    String object,
    String name,
    @Attribute("The method: lora, bottleneck …") String method,
    @Attribute("The configuration with every attribute") AdapterConfig adapter,
    @Attribute("Unix seconds") long createdAt) {
  static AdapterConfigView of(SavedConfig saved) {
    return new AdapterConfigView(
        saved.id().value(),
        "adapter_config",
        saved.name(),
        saved.config().method(),
        saved.config(),
        saved.createdAt().getEpochSecond());
  }
}
