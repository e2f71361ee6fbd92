package graft.spec.job;

/**
 * The element type of the base model's weights and activations. Adapter, optimizer state and head
 * are always float32.
 */
public enum Precision {
  /**
   * {@link #BF16} where the processor multiplies it in hardware and the model is wide enough for
   * that to pay, else {@link #FP32}. A job shows which.
   */
  AUTO,
  FP32,
  BF16
}
