package graft.job;

import graft.job.metric.MetricPoint;
import graft.spec.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a worker has to say since it reported last. */
public record ProgressReport(
    Optional<Progress> progress, List<MetricPoint> metrics, List<EventDraft> events) {
  private static final Set<String> OF_STEPS = Set.of("loss", "learning_rate");

  public ProgressReport {
    metrics = List.copyOf(metrics);
    events = List.copyOf(events);
  }

  /** The latest values of what evaluations measured: all series but those of every step. */
  public Map<String, Double> evaluated() {
    Map<String, Double> latest = new LinkedHashMap<>();
    metrics.stream()
        .filter(point -> !OF_STEPS.contains(point.name()))
        .forEach(point -> latest.put(point.name(), point.value()));
    return latest;
  }
}
