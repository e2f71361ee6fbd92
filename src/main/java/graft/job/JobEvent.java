package graft.job;

import java.time.Instant;

/** An event in a job's log. */
public record JobEvent(EventId id, NewEvent event, Instant createdAt) {}
