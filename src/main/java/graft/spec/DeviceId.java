package graft.spec;

/**
 * The name of a device that computes: {@code cpu}, {@code cuda:0} … Only {@code tensor} knows what
 * kinds there are.
 */
public record DeviceId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
