package graft.job;

/**
 * How much of jobs there may be at a time.
 *
 * @param queued jobs that may wait in the queue; one more is refused
 * @param eventStreams clients that may follow events on this node
 */
public record JobLimits(int queued, int eventStreams) {}
