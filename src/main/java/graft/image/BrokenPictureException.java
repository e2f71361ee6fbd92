package graft.image;

/** Why bytes are no picture that is read here, in words for whoever sent them. */
public final class BrokenPictureException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  BrokenPictureException(String reason) {
    super(reason);
  }

  BrokenPictureException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
