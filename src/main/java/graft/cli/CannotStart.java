package graft.cli;

import org.jspecify.annotations.Nullable;

/** Why the service cannot start: one sentence for whoever starts it, with what to do about it. */
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CannotStart(String message) {
    this(message, null);
  }

  public CannotStart(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
