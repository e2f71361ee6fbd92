package graft.spec;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A failure with a code, and the faults that make it up if there are any. Messages are facts and
 * never name a path or a statement.
 */
public final class GraftException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Fault> faults;

  public GraftException(ErrorCode code, String message) {
    super(message);
    this.code = code;
    this.faults = List.of();
  }

  public GraftException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.faults = List.of();
  }

  /** A failure of one attribute of a request. */
  public GraftException(ErrorCode code, Fault fault) {
    this(code, List.of(fault));
  }

  public GraftException(ErrorCode code, List<Fault> faults) {
    super(faults.stream().map(Fault::message).collect(Collectors.joining("; ")));
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
