package graft.catalog.config;

import graft.spec.ConfigId;
import graft.spec.adapter.AdapterConfig;
import java.time.Instant;

/**
 * An adapter configuration that was saved under a name.
 *
 * @param name unique among its owner's
 */
public record SavedConfig(ConfigId id, String name, AdapterConfig config, Instant createdAt) {}
