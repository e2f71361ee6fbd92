package graft.spec.job;

import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.attribute.Pace;

/**
 * Chooses what a request leaves open, so that an adapter learns with nothing but its name given.
 *
 * @param adapter what is trained
 * @param task what it learns
 * @param width of the base model's hidden states
 */
public record AutomaticTraining(AdapterConfig adapter, TaskType task, int width) {
  /** Below some two hundred steps a new adapter and a new head learn next to nothing. */
  private static final int LEAST_STEPS = 200;

  private static final int MOST_EPOCHS = 50;

  /** The learning rate of narrow decoders. */
  private static final double LONGEST = 2e-3;

  /**
   * What is wanted, with epochs, batch size and learning rate.
   *
   * @param rows to train on
   */
  public TrainingSpec of(TrainingSpec wanted, long rows) {
    return wanted.with(
        epochs(wanted, rows), batch(wanted), wanted.learningRate().orElseGet(this::rate));
  }

  /** Of blocks as many as have the tokens of a usual batch of rows. */
  private static int batch(TrainingSpec wanted) {
    int length = wanted.maxLength().orElse(TrainingSpec.USUAL_LENGTH);
    boolean areBlocks = wanted.packing() && wanted.batchSize().isEmpty();
    return areBlocks
        ? Math.clamp(
            (long) TrainingSpec.USUAL_BATCH * TrainingSpec.USUAL_LENGTH / length,
            1,
            TrainingSpec.USUAL_BATCH)
        : wanted.rowsOfBatch();
  }

  private static int epochs(TrainingSpec wanted, long rows) {
    if (wanted.epochs().isPresent() || wanted.maxSteps().isPresent()) {
      return wanted.passes();
    }
    long rowsOfStep = (long) wanted.rowsOfBatch() * wanted.gradientAccumulationSteps();
    long stepsOfEpoch = Math.max(1, Math.ceilDiv(rows, rowsOfStep));
    return (int)
        Math.clamp(Math.ceilDiv(LEAST_STEPS, stepsOfEpoch), TrainingSpec.LEAST_EPOCHS, MOST_EPOCHS);
  }

  /** A union goes at the pace of the part that bears least. */
  private double rate() {
    return adapter.parts().stream().mapToDouble(part -> rate(part.pace())).min().orElseThrow();
  }

  private double rate(Pace pace) {
    return switch (pace) {
      case SHORT -> 5e-4;
      case USUAL -> TrainingSpec.USUAL_RATE;
      case LOW_RANK -> task == TaskType.CAUSAL_LM ? ofDecoder() : TrainingSpec.USUAL_RATE;
      case DOUBLE -> 2 * TrainingSpec.USUAL_RATE;
      case LONG -> 5e-3;
      case LONGEST -> 1e-2;
    };
  }

  /**
   * The wider a decoder, the shorter the steps of a low-rank term, whatever its rank: ten times
   * those of all weights, as Schulman et al. 2025 ("LoRA Without Regret") found for Llama and Qwen.
   * Below the widths that they looked at the rule is bounded.
   */
  private double ofDecoder() {
    return Math.min(LONGEST, 10 * 5e-5 * Math.pow(2000.0 / width, 0.78));
  }
}
