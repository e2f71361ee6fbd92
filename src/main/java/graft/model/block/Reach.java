package graft.model.block;

/** Whom attention looks at. */
public enum Reach {
  /** Its own text. */
  SELF,
  /** Its own text, in layers that see less of it than the others. */
  SELF_NEAR,
  /** What the encoder made. */
  ENCODER
}
