package graft.spec;

/** An uploaded data set, or a file of results: {@code file-} and a time-ordered rest. */
public record FileId(String value) implements JsonValue {
  public static final String PREFIX = "file-";

  public FileId {
    if (!value.startsWith(PREFIX) || value.length() > 64) {
      throw new IllegalArgumentException("an id that starts with " + PREFIX);
    }
  }

  public static FileId read(Object json) {
    return new FileId(json.toString());
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
