package graft.postgres;

/** The embedded PostgreSQL cannot start; says why, and what to do about it. */
public final class PostgresStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  PostgresStartException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  PostgresStartException(String message, String remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** What whoever runs the service can do. */
  public String remedy() {
    return remedy;
  }
}
