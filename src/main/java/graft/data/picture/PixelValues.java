package graft.data.picture;

import graft.image.PixelShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pixels as lists of numbers: channels of rows of columns, as a model takes them. */
public final class PixelValues {
  private PixelValues() {}

  /**
   * The numbers, row-major.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public static float[] read(@Nullable Object value, PixelShape shape) {
    float[] values = new float[shape.size()];
    int at = 0;
    for (Object channel : list(value, shape.channels(), shape)) {
      for (Object row : list(channel, shape.height(), shape)) {
        for (Object number : list(row, shape.width(), shape)) {
          values[at++] = number(number);
        }
      }
    }
    return values;
  }

  private static List<?> list(@Nullable Object value, int size, PixelShape shape) {
    if (value instanceof List<?> list && list.size() == size) {
      return list;
    }
    throw new IllegalArgumentException(
        "pixel_values must be lists of %s numbers%s"
            .formatted(
                shape, value instanceof List<?> l ? ", and one of them has " + l.size() : ""));
  }

  private static float number(@Nullable Object value) {
    float number = value instanceof Number n ? n.floatValue() : Float.NaN;
    if (!Float.isFinite(number)) {
      throw new IllegalArgumentException("pixel_values must hold finite numbers, not " + value);
    }
    return number;
  }
}
