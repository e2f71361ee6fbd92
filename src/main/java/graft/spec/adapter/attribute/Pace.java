package graft.spec.adapter.attribute;

/**
 * How long the steps are by which a method learns, where nobody says: the fewer and the more
 * indirect the trained numbers, the longer.
 */
public enum Pace {
  /** It starts as what long steps would undo. */
  SHORT,
  USUAL,
  /** As usual; in a decoder by its width. */
  LOW_RANK,
  /** Twice as long as usual. */
  DOUBLE,
  LONG,
  LONGEST
}
