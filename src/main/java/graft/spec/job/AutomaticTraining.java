package graft.spec.job;

import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.MtlLoraConfig;
import graft.spec.adapter.PeftAdaLoraConfig;
import graft.spec.adapter.PeftIa3Config;
import graft.spec.adapter.PeftLnTuningConfig;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.PeftPTuningConfig;
import graft.spec.adapter.PeftPromptTuningConfig;
import graft.spec.adapter.PeftTrainableTokensConfig;
import graft.spec.adapter.PeftVeraConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.spec.adapter.PromptTuningConfig;
import graft.spec.adapter.ReftConfig;
import graft.spec.adapter.UnionConfig;

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
        epochs(wanted, rows), batch(wanted), wanted.learningRate().orElse(rate(adapter)));
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

  /**
   * The fewer and the more indirect the trained numbers, the longer the steps that they need. A
   * union goes at the pace of the part that bears least.
   */
  private double rate(AdapterConfig part) {
    return switch (part) {
      // Vectors that scale activations, near 1 at the start.
      case LoraConfig lora when lora.method().equals("ia3") -> 1e-2;
      case PeftIa3Config _ -> 1e-2;
      // Vectors that scale frozen directions, or a handful of scales.
      case PeftVeraConfig _ -> 1e-2;
      case LoraConfig lora when lora.isVera() -> 5e-3;
      case PeftLnTuningConfig _ -> 5e-3;
      // Single vectors of the width of words.
      case PeftPromptTuningConfig _, PromptTuningConfig _ -> 1e-2;
      case PeftTrainableTokensConfig _ -> 5e-3;
      // Products of small factors, of which one starts near 0.
      case BottleneckConfig bottleneck when bottleneck.phm().phmLayer() -> 1e-2;
      // Keys and values by themselves, without a network that would turn small steps into large.
      case PrefixTuningConfig prefixes when prefixes.flat() -> 1e-2;
      case LoraConfig _, PeftLoraConfig _ when task == TaskType.CAUSAL_LM -> ofDecoder();
      case LoraConfig _,
          MtlLoraConfig _,
          ReftConfig _,
          PeftLoraConfig _,
          PeftAdaLoraConfig _,
          PeftPTuningConfig _,
          BottleneckConfig _,
          PrefixTuningConfig _ ->
          TrainingSpec.USUAL_RATE;
      // Starts as the adapters that it mixes, which long steps would undo.
      case FusionConfig _ -> 5e-4;
      case UnionConfig union ->
          union.configs().stream().mapToDouble(this::rate).min().orElse(TrainingSpec.USUAL_RATE);
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
