package graft.job.metric;

import java.time.Instant;

/**
 * One value of one of a job's series.
 *
 * @param name {@code loss}, {@code learning_rate}, {@code valid_accuracy} …
 * @param step optimizer steps done when it was measured
 */
public record MetricPoint(String name, int step, double value, Instant createdAt) {}
