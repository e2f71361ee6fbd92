package graft.dispatch.retention;

import java.time.Period;

/**
 * How long what jobs leave behind is kept once they have ended; a period of zero keeps it for good.
 *
 * @param checkpoints of which nothing is gone on from
 * @param history events and metrics
 */
public record RetentionSettings(Period checkpoints, Period history) {}
