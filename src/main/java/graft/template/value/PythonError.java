package graft.template.value;

/** A failure as Python or Jinja name it, before anybody knows where in the template it was. */
public final class PythonError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure. */
  public enum Kind {
    /** A value of another type was expected. */
    TYPE,
    /** A value of the right type that cannot be meant. */
    VALUE,
    /** Use of what is not there. */
    UNDEFINED,
    /** Use of what a template must not touch. */
    SECURITY,
    /** Too large for Python as well. */
    OVERFLOW,
    /** Division by zero. */
    ZERO_DIVISION,
    /** A key or an index that is not there. */
    LOOKUP,
    /** The template's own refusal. */
    RAISED,
    /** More than a rendering may use. */
    LIMIT,
    /** What Jinja has and this interpreter has not. */
    UNSUPPORTED
  }

  private final Kind kind;

  private PythonError(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public static PythonError type(String message) {
    return new PythonError(Kind.TYPE, message);
  }

  public static PythonError value(String message) {
    return new PythonError(Kind.VALUE, message);
  }

  public static PythonError undefined(String message) {
    return new PythonError(Kind.UNDEFINED, message);
  }

  public static PythonError security(String message) {
    return new PythonError(Kind.SECURITY, message);
  }

  public static PythonError overflow(String message) {
    return new PythonError(Kind.OVERFLOW, message);
  }

  public static PythonError zeroDivision(String message) {
    return new PythonError(Kind.ZERO_DIVISION, message);
  }

  public static PythonError lookup(String message) {
    return new PythonError(Kind.LOOKUP, message);
  }

  public static PythonError raised(String message) {
    return new PythonError(Kind.RAISED, message);
  }

  public static PythonError limit(String message) {
    return new PythonError(Kind.LIMIT, message);
  }

  public static PythonError unsupported(String message) {
    return new PythonError(Kind.UNSUPPORTED, message);
  }

  public Kind kind() {
    return kind;
  }

  /** What went wrong. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
