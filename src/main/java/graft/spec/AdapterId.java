package graft.spec;

/**
 * A trained or imported adapter, {@code adp-} and a time-ordered rest; or a checkpoint of one in
 * training, {@code ftckpt_} and the same.
 */
public record AdapterId(String value) implements JsonValue {
  public static final String PREFIX = "adp-";
  public static final String CHECKPOINT = "ftckpt_";

  public AdapterId {
    if (!isId(value)) {
      throw new IllegalArgumentException("an id that starts with " + PREFIX);
    }
  }

  public static boolean isId(String text) {
    return (text.startsWith(PREFIX) || text.startsWith(CHECKPOINT)) && text.length() <= 64;
  }

  public boolean isCheckpoint() {
    return value.startsWith(CHECKPOINT);
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
