package graft.api.job;

import graft.catalog.adapter.AdapterEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checkpoint of a job as clients see it. By its id it is an adapter, and its model name can be
 * gone on from.
 */
record CheckpointView(
    String id,
    String object,
    long createdAt,
    String fineTunedModelCheckpoint,
    String fineTuningJobId,
    int stepNumber,
    Map<String, Double> metrics) {
  static CheckpointView of(AdapterEntry checkpoint) {
    int step = checkpoint.step().orElseThrow();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("step", (double) step);
    metrics.putAll(new TreeMap<>(checkpoint.metrics()));
    return new CheckpointView(
        checkpoint.id().value(),
        "fine_tuning.job.checkpoint",
        checkpoint.createdAt().getEpochSecond(),
        checkpoint.name(),
        checkpoint.job().orElseThrow().value(),
        step,
        metrics);
  }
}
