package graft.architecture;

/** What a site is for. */
public enum Role {
  QUERY,
  KEY,
  VALUE,
  ATTENTION_OUTPUT,
  /** The first feed-forward projection: hidden to intermediate. */
  INTERMEDIATE,
  /** The gate of a gated feed-forward block. */
  GATE,
  /** The second feed-forward projection: intermediate to hidden. */
  OUTPUT,
  /** The projection of the first position, behind the last layer. */
  POOLER,
  SELF_ATTENTION,
  CROSS_ATTENTION,
  FEED_FORWARD,
  EMBEDDING,
  /** A norm of the base model. */
  NORM,
  /** What a whole layer hands on. */
  LAYER;

  /** Whether it is a projection that attention begins with. */
  public boolean isAttention() {
    return this == QUERY || this == KEY || this == VALUE;
  }
}
