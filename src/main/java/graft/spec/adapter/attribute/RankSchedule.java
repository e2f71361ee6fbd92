package graft.spec.adapter.attribute;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When AdaLoRA takes directions away, and how many (Zhang et al. 2023, section 3.3, as PEFT counts
 * steps): none up to {@code tinit}, then more and more on a cubic curve, until {@code tfinal} steps
 * before the end what is left is settled.
 *
 * @param targetR directions that a module has left in the mean; none are taken away where that is
 *     not less than what they begin with
 * @param tinit the last step, counted from 0, before any is taken away
 * @param tfinal steps at the end that keep what is left
 * @param deltaT steps from one choice to the next
 * @param beta1 of the running mean of a direction's importance
 * @param beta2 of the running mean of how far it is from that
 * @param totalStep steps that the schedule is for; absent: all of the training
 */
public record RankSchedule(
    @Attribute(
            value =
                "Directions that a module has left in the mean when the training ends; from init_r"
                    + " on none is taken away",
            min = 1,
            max = 65_536)
        int targetR,
    @Attribute(value = "Steps before any direction is taken away", min = 0, max = 100_000_000)
        int tinit,
    @Attribute(
            value = "Steps at the end that train what is left and take nothing away",
            min = 0,
            max = 100_000_000)
        int tfinal,
    @Attribute(
            name = "deltaT",
            alias = "delta_t",
            value = "Steps from one choice of directions to the next",
            min = 1,
            max = 100_000_000)
        int deltaT,
    @Attribute(
            value = "Decay of the running mean of a direction's importance",
            min = 0.000_001,
            max = 0.999_999)
        double beta1,
    @Attribute(
            value = "Decay of the running mean of how uncertain that is",
            min = 0.000_001,
            max = 0.999_999)
        double beta2,
    @Attribute(
            value = "Steps that the schedule is for; null: all of the training",
            min = 1,
            max = 100_000_000)
        Optional<Integer> totalStep) {
  /** PEFT's. */
  public static final RankSchedule DEFAULTS =
      new RankSchedule(8, 0, 0, 1, 0.85, 0.85, Optional.empty());

  private static final int MOST = 100_000_000;

  public RankSchedule {
    Check check = new Check();
    check.that(targetR >= 1 && targetR <= 65_536, "target_r", "must be from 1 to 65536");
    check.that(tinit >= 0 && tinit <= MOST, "tinit", "must be from 0 to 100000000");
    check.that(tfinal >= 0 && tfinal <= MOST, "tfinal", "must be from 0 to 100000000");
    check.that(deltaT >= 1 && deltaT <= MOST, "deltaT", "must be from 1 to 100000000");
    check.that(isShare(beta1), "beta1", "must be between 0 and 1, not " + beta1);
    check.that(isShare(beta2), "beta2", "must be between 0 and 1, not " + beta2);
    check.that(
        totalStep.filter(steps -> steps < 1 || steps > MOST).isEmpty(),
        "total_step",
        "must be from 1 to 100000000");
    long settled = totalStep.orElse(Integer.MAX_VALUE) - (long) tfinal;
    check.that(tinit < settled, "tinit", "must be below total_step - tfinal, which is " + settled);
    check.done();
  }

  private static boolean isShare(double beta) {
    return beta >= 0.000_001 && beta <= 0.999_999;
  }

  /**
   * The step from which on the same directions are left.
   *
   * @param steps of the training
   */
  public int settled(int steps) {
    return totalStep.orElse(steps) - tfinal;
  }

  /**
   * Why a training so long takes no direction away, and what to do about it; empty where it does.
   * One of a single step may try everything else.
   *
   * @param steps of the training
   */
  public Optional<String> idle(int steps) {
    int settled = settled(steps);
    // Beyond what an int holds where the interval is long.
    long first = (tinit / deltaT + 1L) * deltaT;
    if (tinit < settled && Math.min(first, settled) < Math.max(2, steps)) {
      return Optional.empty();
    }
    String end = totalStep.map(own -> ", of total_step " + own).orElse("");
    return Optional.of(
        "AdaLoRA would take no direction away in %d steps: it does between step tinit, %d, and tfinal, %d, before the end%s, every deltaT, %d; train longer, give smaller ones, or a target_r of init_r to keep all"
            .formatted(steps, tinit, tfinal, end, deltaT));
  }

  /**
   * How many directions all modules together keep at a step that chooses them; empty at one that
   * does not.
   *
   * @param step counted from 0
   * @param steps of the training
   * @param modules that have {@code rank} directions each at first
   */
  public OptionalInt budget(int step, int steps, int modules, int rank) {
    int settled = settled(steps);
    boolean isDue = step > tinit && step % deltaT == 0;
    if (step > settled || (step < settled && !isDue)) {
      return OptionalInt.empty();
    }
    int all = modules * rank;
    int least = modules * targetR;
    double left = 1 - (step - tinit) / (double) (settled - tinit);
    return OptionalInt.of((int) ((all - least) * Math.pow(left, 3) + least));
  }
}
