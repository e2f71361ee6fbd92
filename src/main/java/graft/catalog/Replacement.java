package graft.catalog;

import graft.catalog.adapter.AdapterEntry;
import graft.spec.adapter.AdapterConfig;

/** What an adapter is once its files are replaced; as in {@link AdapterEntry}. */
public record Replacement(
    AdapterConfig config,
    long trainableParameters,
    long headParameters,
    long bytes,
    String sha256) {}
