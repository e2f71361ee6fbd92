package graft.train;

import graft.spec.job.TrainingSpec;
import graft.tensor.AdamW;
import graft.tensor.Parameter;
import java.util.function.Function;

/**
 * How fast each tensor learns: all alike, or with LoRA+ (Hayou et al. 2024) B faster than A. As
 * PEFT has it, everything of one dimension learns like B, biases of a saved head and DoRA's
 * magnitudes too, and of that what is a bias or of a norm does not decay (T5).
 *
 * @param ratio of B's rate to the others'
 */
public record Paces(double learningRate, double weightDecay, double ratio)
    implements Function<Parameter, AdamW.Pace> {
  /** What holds signs beside what is trained; a decay would lose them (T9). */
  private static final String SIGNED = "parametrizations.weight.original";

  static Paces of(TrainingSpec training, double learningRate) {
    return new Paces(learningRate, training.weightDecay(), training.loraplusLrRatio().orElse(1.0));
  }

  @Override
  public AdamW.Pace apply(Parameter parameter) {
    String name = parameter.name().tensor();
    if (name.endsWith(SIGNED)) {
      return new AdamW.Pace(learningRate, 0);
    }
    if (ratio == 1) {
      return new AdamW.Pace(learningRate, weightDecay);
    }
    boolean isFlat = parameter.value().getShape().dimension() == 1;
    boolean isFast = isFlat || name.equals("lora_B");
    boolean isBiasOrNorm = name.contains("bias") || (isFlat && name.endsWith("weight"));
    return new AdamW.Pace(
        isFast ? learningRate * ratio : learningRate, isFast && isBiasOrNorm ? 0 : weightDecay);
  }
}
