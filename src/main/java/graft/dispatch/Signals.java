package graft.dispatch;

import graft.spec.JobId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What this node wants of its running jobs, known before their workers look at the database again.
 * Safe for any thread.
 */
public final class Signals {
  /** The running jobs, and whether their row has changed since their worker looked. */
  private final ConcurrentMap<JobId, Boolean> running = new ConcurrentHashMap<>();

  private volatile boolean isShuttingDown;
  private volatile boolean isCutOff;

  void begin(JobId job) {
    running.put(job, false);
  }

  void end(JobId job) {
    running.remove(job);
  }

  /** Says that somebody wants something of a job, wherever it runs. */
  void changed(JobId job) {
    running.replace(job, true);
  }

  /** Whether {@link #changed} was said of a running job since the last call. */
  boolean take(JobId job) {
    return running.replace(job, true, false);
  }

  void shutDown() {
    isShuttingDown = true;
  }

  boolean isShuttingDown() {
    return isShuttingDown;
  }

  /** Says that the time to shut down is over: nobody waits for anything any more. */
  void cutOff() {
    isCutOff = true;
  }

  boolean isCutOff() {
    return isCutOff;
  }
}
