package graft.spec;

/**
 * The name of a device that computes: {@code cpu}, {@code cuda:0} … Only {@code tensor} knows what
 * kinds there are.
 */
public record DeviceId(String value) implements JsonValue {
  public static DeviceId read(Object json) {
    return new DeviceId(json.toString());
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
