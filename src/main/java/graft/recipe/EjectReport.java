package graft.recipe;

import graft.spec.adapter.AdapterConfig;

/**
 * What ejecting did.
 *
 * @param adapter the configuration, flat now
 * @param facts of the new files
 * @param largestLogitDifference between the adapter before and after, on a probe
 */
public record EjectReport(
    AdapterConfig adapter, AdapterFacts facts, double largestLogitDifference) {}
