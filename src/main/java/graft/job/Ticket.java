package graft.job;

import graft.spec.JobId;

/**
 * A job's stay in the queue.
 *
 * @param number how often the job has gone into the queue, this time included
 */
public record Ticket(JobId job, int number) {
  @Override
  public String toString() {
    return job + "#" + number;
  }
}
