package graft.api.job;

import java.util.Map;

/** A checkpoint of a job as clients see it. */
record CheckpointView(
    String id,
    String object,
    long createdAt,
    String fineTunedModelCheckpoint,
    String fineTuningJobId,
    int stepNumber,
    Map<String, Double> metrics) {}
