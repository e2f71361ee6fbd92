package graft.table;

import java.io.IOException;

/** The packed content is broken or too large. */
final class BrokenContentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BrokenContentException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** What is wrong, for the user. */
  String reason() {
    return reason;
  }
}
