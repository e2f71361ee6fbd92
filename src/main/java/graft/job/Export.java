package graft.job;

import graft.job.metric.MetricPoint;
import graft.spec.JobId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far another tool has got with a job.
 *
 * @param place what the sink needs to go on; empty before it has anything
 * @param sent the last step of each series that the sink has
 * @param isDone whether nothing more will come
 */
public record Export(
    JobId job, Sink sink, Optional<String> place, Map<String, Integer> sent, boolean isDone) {
  /** Where jobs can be followed. */
  public enum Sink {
    TENSORBOARD,
    MLFLOW
  }

  public Export {
    sent = Map.copyOf(sent);
  }

  public Export at(String place) {
    return new Export(job, sink, Optional.of(place), sent, isDone);
  }

  /** The same with these points sent. */
  public Export with(List<MetricPoint> points) {
    Map<String, Integer> last = new HashMap<>(sent);
    points.forEach(point -> last.merge(point.name(), point.step(), Math::max));
    return new Export(job, sink, place, last, isDone);
  }

  public Export done() {
    return new Export(job, sink, place, sent, true);
  }
}
