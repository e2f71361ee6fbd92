package graft.export;

import graft.job.Export;
import graft.job.Job;
import graft.job.metric.MetricPoint;
import java.io.IOException;
import java.util.List;

/** A tool that follows jobs. Used by one thread at a time. */
interface Target {
  Export.Sink sink();

  /** Makes a place for the job, or finds the one that it made before. */
  Export begin(Job job, Export export) throws IOException, InterruptedException;

  /**
   * Hands points over; they are there, and stay, when this returns.
   *
   * @throws RefusedException if they will never be taken
   * @throws IOException if they may be later
   */
  Export send(Job job, Export export, List<MetricPoint> points)
      throws IOException, InterruptedException;

  /** Says how a job ended. */
  void end(Job job, Export export) throws IOException, InterruptedException;

  /** The tool does not want this job, however often it is asked. */
  final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
