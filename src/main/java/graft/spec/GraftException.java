package graft.spec;

import java.util.List;

/**
 * A failure with a code, and the faults that make it up if there are any. Messages are facts and
 * never name a path or a statement.
 */
public final class GraftException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 2_000;

  private final ErrorCode code;
  private final transient List<Fault> faults;

  public GraftException(ErrorCode code, String message) {
    super(Excerpt.of(message, LONGEST));
    this.code = code;
    this.faults = List.of();
  }

  public GraftException(ErrorCode code, String message, Throwable cause) {
    super(Excerpt.of(message, LONGEST), cause);
    this.code = code;
    this.faults = List.of();
  }

  /** A failure of one attribute of a request. */
  public GraftException(ErrorCode code, Fault fault) {
    this(code, List.of(fault));
  }

  public GraftException(ErrorCode code, List<Fault> faults) {
    super(Faults.summary(faults));
    this.code = code;
    this.faults = List.copyOf(faults);
  }

  /**
   * The same failure, its faults seen from an object that holds the faulty one at {@code parent}.
   */
  public GraftException below(String parent) {
    return faults().isEmpty()
        ? this
        : new GraftException(code, faults().stream().map(fault -> fault.below(parent)).toList());
  }

  public ErrorCode code() {
    return code;
  }

  public List<Fault> faults() {
    return faults == null ? List.of() : faults;
  }
}
