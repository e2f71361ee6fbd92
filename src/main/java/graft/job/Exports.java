package graft.job;

import graft.job.metric.MetricPoint;
import graft.spec.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cursors of other tools. A job that begins again repeats its steps bit for bit, so a step that
 * a sink has is never sent again.
 */
public interface Exports {
  /** Jobs that began and are not done for a sink; those that ended a day before it asked are. */
  List<JobId> open(Export.Sink sink);

  /** Takes a job for a sink, for this node alone; empty while another has it, or if it is done. */
  Optional<Export> hold(JobId job, Export.Sink sink, Duration atMost);

  /** What the sink does not have yet, by step. */
  List<MetricPoint> unsent(Export export, int limit);

  /** Keeps the cursor, and goes on holding it. */
  void keep(Export export, Duration atMost);

  /** Keeps the cursor, and lets others hold it. */
  void release(Export export);
}
