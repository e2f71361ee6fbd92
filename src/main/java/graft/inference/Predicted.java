package graft.inference;

import graft.spec.job.TaskType;
import java.time.Duration;
import java.util.Optional;

/**
 * A request for predictions that was answered. Published as an event of the application.
 *
 * @param task of the adapter; empty without a head
 * @param took from the request to its answers, the wait for the device included
 */
public record Predicted(Optional<TaskType> task, int rows, Duration took) {}
