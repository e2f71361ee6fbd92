package graft.job;

import graft.spec.Progress;
import java.util.List;
import java.util.Optional;

/** What a worker has to say since it reported last. */
public record Report(
    Optional<Progress> progress, List<MetricPoint> metrics, List<NewEvent> events) {
  public Report {
    metrics = List.copyOf(metrics);
    events = List.copyOf(events);
  }
}
