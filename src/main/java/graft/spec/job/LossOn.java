package graft.spec.job;

/** What of a row a causal language model learns; the rest it only reads. */
public enum LossOn {
  /** What the assistant says, each time. */
  ASSISTANT,
  /** What the assistant says last. */
  LAST_ASSISTANT,
  /** What follows the prompt. */
  COMPLETION,
  /** Everything. */
  ALL
}
