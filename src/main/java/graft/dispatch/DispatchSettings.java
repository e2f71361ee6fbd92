package graft.dispatch;

import graft.job.WorkerId;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How this node works.
 *
 * @param worker its name, unique among the nodes that share a database
 * @param runsJobs whether it takes jobs from the queue
 * @param slots jobs at a time on each device
 * @param runs where jobs write their files until they end; on the file system of the data directory
 * @param laneCapacity short tasks that may wait for a device
 * @param patience how long a request waits for its short task
 * @param timing how it shares the queue with other nodes
 */
public record DispatchSettings(
    WorkerId worker,
    boolean runsJobs,
    int slots,
    Path runs,
    int laneCapacity,
    Duration patience,
    Timing timing) {
  /**
   * @param polling between two looks at the queue
   * @param heartbeat between two signs of life; without {@value #MISSED} of them a node is lost,
   *     and every other one somebody looks for nodes that are
   * @param shutdown how long it waits for the steps in progress when it shuts down; then their jobs
   *     are taken from it
   */
  public record Timing(Duration polling, Duration heartbeat, Duration shutdown) {
    /**
     * @param lease after which a node that gives no sign of life is lost
     */
    public static Timing of(Duration lease, Duration shutdown) {
      return new Timing(Duration.ofSeconds(1), lease.dividedBy(MISSED), shutdown);
    }

    /** Who looks for lost nodes does so after every other one: the more, the sooner. */
    static final int MISSED = 8;

    /** After which a node that gives no sign of life is lost. */
    Duration lease() {
      return heartbeat.multipliedBy(MISSED);
    }
  }

  /** Workers that are lost with a job, without a new checkpoint, after which it has failed. */
  static final int MOST_FRUITLESS = 3;
}
