package graft.spec;

/** The id of an evaluation: {@code eval-…}. */
public record EvaluationId(String value) implements JsonValue {
  public static final String PREFIX = "eval-";

  public EvaluationId {
    if (!value.startsWith(PREFIX) || value.length() > 64) {
      throw new IllegalArgumentException("an id that starts with " + PREFIX);
    }
  }

  public static EvaluationId read(Object json) {
    return new EvaluationId(json.toString());
  }

  @Override
  public Object json() {
    return value;
  }

  @Override
  public String toString() {
    return value;
  }
}
