package graft.table.source;

import java.io.IOException;

/** The packed content is broken or too large. */
public final class BrokenContentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public BrokenContentException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** What is wrong, for the user. */
  public String reason() {
    return reason;
  }
}
