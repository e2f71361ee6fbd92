package graft.template.syntax;

/** A template that cannot be parsed or rendered, with the place in it. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Who is to do something about it. */
  public enum Kind {
    /** The template is not understood. */
    SYNTAX,
    /** The template refuses what it is given, by {@code raise_exception}. */
    RAISED,
    /** The template does with a value what cannot be done with it. */
    FAILED,
    /** The template needs more steps, depth or room than a rendering may have. */
    LIMIT
  }

  private final Kind kind;
  private final transient Position position;
  private final String reason;

  public TemplateException(Kind kind, Position position, String reason) {
    super(position + ": " + reason);
    this.kind = kind;
    this.position = position;
    this.reason = reason;
  }

  /** A template that is not understood. */
  static TemplateException syntax(Position position, String reason) {
    return new TemplateException(Kind.SYNTAX, position, reason);
  }

  public Kind kind() {
    return kind;
  }

  public Position position() {
    return position;
  }

  /** What is wrong, without the place; the template's own words if it refuses. */
  public String reason() {
    return reason;
  }
}
