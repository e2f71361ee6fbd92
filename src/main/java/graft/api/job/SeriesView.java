package graft.api.job;

import graft.job.metric.MetricPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One series of a job's metrics as clients see it. */
record SeriesView(String name, List<PointView> points) {
  /** What was measured after a step. */
  record PointView(int step, double value, long createdAt) {
    static PointView of(MetricPoint point) {
      return new PointView(point.step(), point.value(), point.createdAt().getEpochSecond());
    }
  }

  SeriesView {
    points = List.copyOf(points);
  }

  /** The series by name. */
  static List<SeriesView> of(List<MetricPoint> points) {
    Map<String, List<PointView>> series = new TreeMap<>();
    for (MetricPoint point : points) {
      series.computeIfAbsent(point.name(), _ -> new ArrayList<>()).add(PointView.of(point));
    }
    return series.entrySet().stream()
        .map(entry -> new SeriesView(entry.getKey(), entry.getValue()))
        .toList();
  }
}
