package graft.dispatch;

import graft.job.Ticket;

/** Where tickets wait for a worker. */
@FunctionalInterface
public interface JobQueue {
  /** Adds a ticket, in the caller's transaction; of higher priorities first. */
  void put(Ticket ticket, int priority);
}
