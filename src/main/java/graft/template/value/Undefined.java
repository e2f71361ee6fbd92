package graft.template.value;

/**
 * What is not there: false, empty and printed as nothing, and an error in whatever else is done
 * with it.
 */
public final class Undefined implements Value {
  private final PythonError reason;

  private Undefined(PythonError reason) {
    this.reason = reason;
  }

  /** A value that is missing, and why. */
  public static Undefined because(String message) {
    return new Undefined(PythonError.undefined(message));
  }

  /** A value that a template must not have. */
  public static Undefined unsafe(String message) {
    return new Undefined(PythonError.security(message));
  }

  /** The error of whoever uses it. */
  public PythonError error() {
    return reason;
  }

  @Override
  public String typeName() {
    return "Undefined";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Undefined;
  }

  @Override
  public int hashCode() {
    return 1;
  }
}
