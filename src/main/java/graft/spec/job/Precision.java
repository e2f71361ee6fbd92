package graft.spec.job;

/**
 * The element type of the base model's weights and activations. Adapter, optimizer state and head
 * are always float32.
 */
public enum Precision {
  /** {@link #BF16} where the processor multiplies it in hardware, else {@link #FP32}. */
  AUTO,
  FP32,
  BF16
}
