package graft.image;

/** The size of a picture as a model takes it: channels first, then rows, then columns. */
public record PixelShape(int channels, int height, int width) {
  /** Numbers of one picture. */
  public int size() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  /** As a refusal says it: {@code 3 x 224 x 224}. */
  @Override
  public String toString() {
    return "%d x %d x %d".formatted(channels, height, width);
  }
}
