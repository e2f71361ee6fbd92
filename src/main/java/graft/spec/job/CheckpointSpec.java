package graft.spec.job;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * When the training state is written, so that a lost job resumes.
 *
 * @param everySteps optimizer steps between checkpoints; absent: none but the one at a pause
 * @param keepLast how many are kept
 */
public record CheckpointSpec(
    @Attribute(value = "Optimizer steps between checkpoints", min = 1, max = 100_000_000)
        Optional<Integer> everySteps,
    @Attribute(value = "How many checkpoints are kept", min = 1, max = 100) int keepLast) {
  public static final CheckpointSpec DEFAULTS = new CheckpointSpec(Optional.empty(), 2);

  public CheckpointSpec {
    Check check = new Check();
    check.that(everySteps.isEmpty() || everySteps.get() >= 1, "every_steps", "must be at least 1");
    check.that(
        keepLast >= 1 && keepLast <= 100, "keep_last", "must be from 1 to 100, not " + keepLast);
    check.done();
  }
}
