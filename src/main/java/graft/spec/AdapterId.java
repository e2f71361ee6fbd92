package graft.spec;

/** A trained or imported adapter: {@code adp-} and a time-ordered rest. */
public record AdapterId(String value) implements JsonValue {
  public static final String PREFIX = "adp-";

  public AdapterId {
    if (!value.startsWith(PREFIX) || value.length() > 64) {
      throw new IllegalArgumentException("an id that starts with " + PREFIX);
    }
  }

  public static AdapterId read(Object json) {
    return new AdapterId(json.toString());
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
