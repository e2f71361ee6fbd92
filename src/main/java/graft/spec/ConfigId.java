package graft.spec;

/** A saved adapter configuration: {@code cfg-} and a time-ordered rest. */
public record ConfigId(String value) implements JsonValue {
  public static final String PREFIX = "cfg-";

  public ConfigId {
    if (!value.startsWith(PREFIX) || value.length() > 64) {
      throw new IllegalArgumentException("an id that starts with " + PREFIX);
    }
  }

  public static ConfigId read(Object json) {
    return new ConfigId(json.toString());
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
