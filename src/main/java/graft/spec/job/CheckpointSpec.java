package graft.spec.job;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * When the training state is written. A request may not ask for it yet: {@link JobRequest} refuses
 * all but the defaults.
 *
 * @param everySteps optimizer steps between checkpoints; absent: none
 * @param keepLast how many are kept
 */
public record CheckpointSpec(
    @Attribute(value = "Not offered yet: null only", min = 1, max = 100_000_000)
        Optional<Integer> everySteps,
    @Attribute(value = "Not offered yet: 2 only", min = 1, max = 100) int keepLast) {
  public static final CheckpointSpec DEFAULTS = new CheckpointSpec(Optional.empty(), 2);

  public CheckpointSpec {
    Check check = new Check();
    check.that(everySteps.isEmpty() || everySteps.get() >= 1, "every_steps", "must be at least 1");
    check.that(
        keepLast >= 1 && keepLast <= 100, "keep_last", "must be from 1 to 100, not " + keepLast);
    check.done();
  }
}
