package graft.job;

import java.time.Instant;

/** An event in a job's log. */
public record JobEvent(EventId id, EventDraft event, Instant createdAt) {}
