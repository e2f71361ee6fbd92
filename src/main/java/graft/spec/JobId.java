package graft.spec;

/** A fine-tuning job: {@code ftjob-} and a time-ordered rest. */
public record JobId(String value) implements JsonValue {
  public static final String PREFIX = "ftjob-";

  public JobId {
    if (!value.startsWith(PREFIX) || value.length() > 64) {
      throw new IllegalArgumentException("an id that starts with " + PREFIX);
    }
  }

  public static JobId read(Object json) {
    return new JobId(json.toString());
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
