package graft.spec.job;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * How to train. What a request leaves to the service is absent, and {@link AutomaticTraining}
 * chooses it: a job's own record has nothing absent but what does not apply.
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
 * @param packing puts rows together that do not see each other
 * @param dropout replaces every dropout probability of the base model and the head; absent: their
 *     own
 * @param loraplusLrRatio absent: all tensors learn at one rate
 * @param adapterDrop absent: the adapters of all layers are on
 */
public record TrainingSpec(
    @Attribute(
            value =
                "Passes over the training data; null or auto: 3, and for few rows as many as make 200 optimizer steps, at most 50",
            min = 1,
            max = 1000,
            auto = true)
        Optional<Integer> epochs,
    @Attribute(
            value = "Optimizer steps; overrides epochs; null: as many as the epochs have",
            min = 1,
            max = 100_000_000)
        Optional<Integer> maxSteps,
    @Attribute(
            value = "Rows of one forward pass; null or auto: 16",
            min = 1,
            max = 4096,
            auto = true)
        Optional<Integer> batchSize,
    @Attribute(value = "Forward passes of one optimizer step", min = 1, max = 4096)
        int gradientAccumulationSteps,
    @Attribute(
            value =
                "Peak learning rate; null or auto: what suits the adapter's method, and the width of a causal language model",
            min = 0,
            max = 10,
            auto = true)
        Optional<Double> learningRate,
    @Attribute("Optimizer") Optimizer optimizer,
    @Attribute(
            value = "Decoupled weight decay of every trained tensor; null or 0: none",
            min = 0,
            max = 10,
            isNullZero = true)
        double weightDecay,
    @Attribute("Course of the learning rate after the warm-up") Schedule lrScheduler,
    @Attribute(
            value =
                "Share of the steps in which the learning rate rises from 0; null or 0: no warm-up",
            min = 0,
            max = 1,
            isNullZero = true)
        double warmupRatio,
    @Attribute(
            value = "Norm to which gradients are clipped; null or 0: no clipping",
            min = 0,
            max = 1_000_000,
            isNullZero = true)
        double maxGradNorm,
    @Attribute(
            value =
                "Tokens of a row; longer rows are cut, and the contexts of questions read in windows. Null: the model's own maximum, at most 128, and at most 1024 for conversations and completions",
            min = 4,
            max = 1_000_000)
        Optional<Integer> maxLength,
    @Attribute(
            value =
                "Tokens that two windows of a question's context share, where it is longer than max_length; below max_length. Null: 128, at most half of max_length. For question_answering alone",
            min = 0,
            max = 1_000_000)
        Optional<Integer> docStride,
    @Attribute("Element type of the base model; adapter and head are always fp32")
        Precision precision,
    @Attribute("Whether each epoch has a new order, drawn from the seed") boolean shuffle,
    @Attribute(
            "Whether batches are made of rows of similar length; false without shuffle, which keeps the file's order")
        boolean groupByLength,
    @Attribute(
            value =
                "Replaces every dropout probability of base model and head; null: their own; 0: none",
            min = 0,
            max = 0.95)
        Optional<Double> dropout,
    @Attribute(
            value =
                "Share of the probability that is spread over all classes, for tasks of which one class is right; null or 0: none",
            min = 0,
            max = 0.95,
            isNullZero = true)
        double labelSmoothing,
    @Attribute("Whether activations are computed again in the backward pass, to save memory")
        boolean gradientCheckpointing,
    @Attribute(
            "Whether rows are put together into blocks of max_length that do not see each other, which pads less; batch_size then counts blocks. For causal_lm alone")
        boolean packing,
    @Attribute(
            value =
                "How many times faster LoRA's B learns than A, as LoRA+ has it, and with B every bias and magnitude; null: all alike",
            min = 1,
            max = 1_000_000)
        Optional<Double> loraplusLrRatio,
    @Attribute(
            "Layers whose adapters are off in training (AdapterDrop): a list of them; or a number n, with which each forward pass leaves out the first 0 to n layers, drawn anew; null: none")
        Optional<AdapterDrop> adapterDrop) {
  static final int USUAL_LENGTH = 128;

  /** Of rows whose answer stands at their end, which should not be cut. */
  public static final int LENGTH_OF_ANSWERS = 1024;

  private static final int DEFAULT_STRIDE = 128;

  /** What is trained with where nobody has chosen; the factor 1 of OpenAI's clients. */
  public static final double USUAL_RATE = 1e-3;

  static final int LEAST_EPOCHS = 3;
  static final int USUAL_BATCH = 16;

  public static final TrainingSpec DEFAULTS =
      new TrainingSpec(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          1,
          Optional.empty(),
          Optimizer.ADAMW,
          0.01,
          Schedule.LINEAR,
          0.06,
          1.0,
          Optional.empty(),
          Optional.empty(),
          Precision.AUTO,
          true,
          true,
          Optional.empty(),
          0.0,
          false,
          false,
          Optional.empty(),
          Optional.empty());

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
    groupByLength = groupByLength && shuffle;
    Check check = new Check();
    check.that(within(epochs, 1, 1000), "epochs", "must be from 1 to 1000" + found(epochs));
    check.that(within(maxSteps, 1, 100_000_000), "max_steps", "must be from 1 to 100000000");
    check.that(
        within(batchSize, 1, 4096), "batch_size", "must be from 1 to 4096" + found(batchSize));
    check.that(
        gradientAccumulationSteps >= 1 && gradientAccumulationSteps <= 4096,
        "gradient_accumulation_steps",
        "must be from 1 to 4096, not " + gradientAccumulationSteps);
    check.that(
        learningRate.isEmpty() || (learningRate.get() > 0 && learningRate.get() <= 10),
        "learning_rate",
        "must be above 0 and at most 10" + found(learningRate));
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
        within(docStride, 0, maxLength.orElse(1_000_001) - 1),
        "doc_stride",
        "must be at least 0 and below max_length" + found(docStride));
    check.that(
        dropout.isEmpty() || (dropout.get() >= 0 && dropout.get() <= 0.95),
        "dropout",
        "must be from 0 to 0.95");
    check.that(
        labelSmoothing >= 0 && labelSmoothing <= 0.95,
        "label_smoothing",
        "must be from 0 to 0.95, not " + labelSmoothing);
    check.that(
        loraplusLrRatio.isEmpty()
            || (loraplusLrRatio.get() >= 1 && loraplusLrRatio.get() <= 1_000_000),
        "loraplus_lr_ratio",
        "must be from 1 to 1000000" + found(loraplusLrRatio));
    check.that(
        !gradientCheckpointing, "gradient_checkpointing", "must be false: it is not offered yet");
    check.done();
  }

  /** Tokens of a row with a model that reads at most {@code most}. */
  public int lengthWithin(int most) {
    return maxLength.orElse(Math.min(USUAL_LENGTH, most));
  }

  /** The same with a length, unless one was asked for. */
  public TrainingSpec orLength(int tokens) {
    return with(Optional.of(maxLength.orElse(tokens)));
  }

  /** Tokens that two windows of at most {@code length} tokens share. */
  public int strideWithin(int length) {
    return docStride.orElse(Math.min(DEFAULT_STRIDE, length / 2));
  }

  /** Passes over the data; the usual number where none was chosen. */
  public int passes() {
    return epochs.orElse(LEAST_EPOCHS);
  }

  /** Rows of a batch; the usual number where none was chosen. */
  public int rowsOfBatch() {
    return batchSize.orElse(USUAL_BATCH);
  }

  /** Peak learning rate; the usual one where none was chosen. */
  public double peakRate() {
    return learningRate.orElse(USUAL_RATE);
  }

  /** The same with these numbers chosen. */
  TrainingSpec with(int chosenEpochs, int chosenBatchSize, double chosenRate) {
    return new TrainingSpec(
        Optional.of(chosenEpochs),
        maxSteps,
        Optional.of(chosenBatchSize),
        gradientAccumulationSteps,
        Optional.of(chosenRate),
        optimizer,
        weightDecay,
        lrScheduler,
        warmupRatio,
        maxGradNorm,
        maxLength,
        docStride,
        precision,
        shuffle,
        groupByLength,
        dropout,
        labelSmoothing,
        gradientCheckpointing,
        packing,
        loraplusLrRatio,
        adapterDrop);
  }

  /**
   * The same with nothing left to choose.
   *
   * @param most tokens that the model reads; a picture has as many patches as it has
   */
  public TrainingSpec with(TaskType task, int most, Precision chosenPrecision) {
    int length = lengthWithin(most);
    boolean hasWindows = task == TaskType.QUESTION_ANSWERING;
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
        task.definition().medium() == TaskDefinition.Medium.TEXT
            ? Optional.of(length)
            : Optional.empty(),
        hasWindows ? Optional.of(strideWithin(length)) : docStride,
        chosenPrecision,
        shuffle,
        groupByLength,
        dropout,
        labelSmoothing,
        gradientCheckpointing,
        packing,
        loraplusLrRatio,
        adapterDrop);
  }

  private TrainingSpec with(Optional<Integer> length) {
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
        length,
        docStride,
        precision,
        shuffle,
        groupByLength,
        dropout,
        labelSmoothing,
        gradientCheckpointing,
        packing,
        loraplusLrRatio,
        adapterDrop);
  }

  private static boolean within(Optional<Integer> value, int least, int most) {
    return value.isEmpty() || (value.get() >= least && value.get() <= most);
  }

  private static String found(Optional<?> value) {
    return value.map(some -> ", not " + some).orElse("");
  }
}
