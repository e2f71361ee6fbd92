package graft.generate.search;

/** Why a text ended. */
public enum FinishReason {
  /** By an end token or a stop string. */
  STOP,
  /** There was no room for more tokens. */
  LENGTH
}
