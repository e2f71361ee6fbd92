package graft.spec.generation;

/** Where values of drawing come from that a request does not give. */
public enum Unsaid {
  /** They are off: greedy. */
  OFF,
  /** The model's files have them, also whether tokens are drawn. */
  OF_MODEL,
  /** The model's files have them; tokens are drawn, unless the temperature is 0. */
  DRAWN_AS_MODEL
}
