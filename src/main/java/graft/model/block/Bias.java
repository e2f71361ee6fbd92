package graft.model.block;

/** Whether a projection has a bias. */
public enum Bias {
  PRESENT,
  ABSENT;

  /** As a configuration's flag says. */
  public static Bias of(boolean isPresent) {
    return isPresent ? PRESENT : ABSENT;
  }
}
