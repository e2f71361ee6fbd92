package graft.spec.job;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * When the state of a training is written, beside the times at which it is paused or its worker
 * stops.
 *
 * @param everySteps optimizer steps between checkpoints
 * @param everyMinutes minutes between them, counted from the last one; 0 for none
 * @param keepLast how many are kept
 */
public record CheckpointSpec(
    @Attribute(value = "Optimizer steps between checkpoints", min = 1, max = 100_000_000)
        Optional<Integer> everySteps,
    @Attribute(
            value = "Minutes between checkpoints; null for those by steps alone",
            min = 0,
            max = 10_080,
            isNullZero = true)
        int everyMinutes,
    @Attribute(value = "Checkpoints that are kept, the latest", min = 1, max = 100) int keepLast) {
  public static final CheckpointSpec DEFAULTS = new CheckpointSpec(Optional.empty(), 5, 2);

  public CheckpointSpec {
    Check check = new Check();
    check.that(everySteps.isEmpty() || everySteps.get() >= 1, "every_steps", "must be at least 1");
    check.that(
        everyMinutes >= 0 && everyMinutes <= 10_080,
        "every_minutes",
        "must be from 0 to 10080, not " + everyMinutes);
    check.that(
        keepLast >= 1 && keepLast <= 100, "keep_last", "must be from 1 to 100, not " + keepLast);
    check.done();
  }
}
