package graft.site;

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
  SELF_ATTENTION,
  CROSS_ATTENTION,
  FEED_FORWARD,
  EMBEDDING
}
