package graft.spec.job;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * How to train.
 *
 * @param maxSteps optimizer steps; overrides {@code epochs}
 * @param batchSize rows of one forward pass
 * @param gradientAccumulationSteps forward passes of one optimizer step; the loss is normalised
 *     over all of them
 * @param warmupRatio share of the steps in which the learning rate rises linearly from 0
 * @param maxGradNorm total norm to which gradients are clipped; 0 for no clipping
 * @param maxLength tokens of a row, special tokens included; longer rows are cut
 * @param groupByLength batches rows of similar length, to pad less
 * @param labelSmoothing for losses over classes of which one is right
 * @param dropout replaces every dropout probability of the base model and the head; absent: their
 *     own
 */
public record TrainingSpec(
    @Attribute(value = "Passes over the training data", min = 1, max = 1000) int epochs,
    @Attribute(value = "Optimizer steps; overrides epochs", min = 1, max = 100_000_000)
        Optional<Integer> maxSteps,
    @Attribute(value = "Rows of one forward pass", min = 1, max = 4096) int batchSize,
    @Attribute(value = "Forward passes of one optimizer step", min = 1, max = 4096)
        int gradientAccumulationSteps,
    @Attribute(value = "Peak learning rate", min = 0, max = 10) double learningRate,
    @Attribute("Optimizer") Optimizer optimizer,
    @Attribute(value = "Decoupled weight decay of every trained tensor", min = 0, max = 10)
        double weightDecay,
    @Attribute("Course of the learning rate after the warm-up") Schedule lrScheduler,
    @Attribute(
            value = "Share of the steps in which the learning rate rises from 0",
            min = 0,
            max = 1)
        double warmupRatio,
    @Attribute(
            value = "Norm to which gradients are clipped; 0 for no clipping",
            min = 0,
            max = 1_000_000)
        double maxGradNorm,
    @Attribute(
            value =
                "Tokens of a row; longer rows are cut. The model's own maximum, at most 128, when absent",
            min = 4,
            max = 1_000_000)
        Optional<Integer> maxLength,
    @Attribute("Element type of the base model; adapter and head are always fp32")
        Precision precision,
    @Attribute("Whether each epoch has a new order, drawn from the seed") boolean shuffle,
    @Attribute("Whether batches are made of rows of similar length") boolean groupByLength,
    @Attribute(
            value =
                "Replaces every dropout probability of base model and head; their own when absent",
            min = 0,
            max = 0.95)
        Optional<Double> dropout,
    @Attribute(
            value =
                "Share of the probability that is spread over all classes; for tasks of which one class is right",
            min = 0,
            max = 0.95)
        double labelSmoothing,
    @Attribute("Whether activations are computed again in the backward pass, to save memory")
        boolean gradientCheckpointing) {
  private static final int DEFAULT_LENGTH = 128;

  public static final TrainingSpec DEFAULTS =
      new TrainingSpec(
          3,
          Optional.empty(),
          16,
          1,
          1e-3,
          Optimizer.ADAMW,
          0.01,
          Schedule.LINEAR,
          0.06,
          1.0,
          Optional.empty(),
          Precision.AUTO,
          true,
          true,
          Optional.empty(),
          0.0,
          false);

  /**
   * The optimizers; AdamW is Loshchilov and Hutter's, with betas 0.9 and 0.999 and epsilon 1e-8.
   */
  public enum Optimizer {
    ADAMW
  }

  /**
   * What the learning rate does after the warm-up: stays, falls linearly to 0, or follows half a
   * cosine to 0.
   */
  public enum Schedule {
    CONSTANT,
    LINEAR,
    COSINE
  }

  public TrainingSpec {
    Check check = new Check();
    check.that(epochs >= 1 && epochs <= 1000, "epochs", "must be from 1 to 1000, not " + epochs);
    check.that(within(maxSteps, 1, 100_000_000), "max_steps", "must be from 1 to 100000000");
    check.that(
        batchSize >= 1 && batchSize <= 4096,
        "batch_size",
        "must be from 1 to 4096, not " + batchSize);
    check.that(
        gradientAccumulationSteps >= 1 && gradientAccumulationSteps <= 4096,
        "gradient_accumulation_steps",
        "must be from 1 to 4096, not " + gradientAccumulationSteps);
    check.that(
        learningRate > 0 && learningRate <= 10,
        "learning_rate",
        "must be above 0 and at most 10, not " + learningRate);
    check.that(
        weightDecay >= 0 && weightDecay <= 10,
        "weight_decay",
        "must be from 0 to 10, not " + weightDecay);
    check.that(
        warmupRatio >= 0 && warmupRatio <= 1,
        "warmup_ratio",
        "must be from 0 to 1, not " + warmupRatio);
    check.that(
        maxGradNorm >= 0 && maxGradNorm <= 1_000_000,
        "max_grad_norm",
        "must be from 0 to 1000000, not " + maxGradNorm);
    check.that(within(maxLength, 4, 1_000_000), "max_length", "must be from 4 to 1000000");
    check.that(
        dropout.isEmpty() || (dropout.get() >= 0 && dropout.get() <= 0.95),
        "dropout",
        "must be from 0 to 0.95");
    check.that(
        labelSmoothing >= 0 && labelSmoothing <= 0.95,
        "label_smoothing",
        "must be from 0 to 0.95, not " + labelSmoothing);
    check.that(
        !gradientCheckpointing, "gradient_checkpointing", "must be false: it is not offered yet");
    check.done();
  }

  /** Tokens of a row with a model that reads at most {@code most}. */
  public int lengthWithin(int most) {
    return maxLength.orElse(Math.min(DEFAULT_LENGTH, most));
  }

  /** The same with nothing left to choose. */
  public TrainingSpec with(int chosenLength, Precision chosenPrecision) {
    return new TrainingSpec(
        epochs,
        maxSteps,
        batchSize,
        gradientAccumulationSteps,
        learningRate,
        optimizer,
        weightDecay,
        lrScheduler,
        warmupRatio,
        maxGradNorm,
        Optional.of(chosenLength),
        chosenPrecision,
        shuffle,
        groupByLength,
        dropout,
        labelSmoothing,
        gradientCheckpointing);
  }

  private static boolean within(Optional<Integer> value, int least, int most) {
    return value.isEmpty() || (value.get() >= least && value.get() <= most);
  }
}
