package graft.dispatch;

import graft.spec.DeviceId;
import java.time.Duration;
import java.util.Optional;

/**
 * An optimizer step of a job.
 *
 * @param method of the adapter that is trained
 * @param took empty where an evaluation followed before anybody could look at the clock
 * @param tokens real tokens, padding not counted
 */
public record StepDone(DeviceId device, String method, Optional<Duration> took, long tokens) {}
