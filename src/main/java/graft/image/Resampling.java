package graft.image;

import java.util.Arrays;
import java.util.Optional;

/** Pillow's filters, by its numbers. */
public enum Resampling {
  NEAREST(0, 0),
  LANCZOS(1, 3),
  BILINEAR(2, 1),
  BICUBIC(3, 2),
  BOX(4, 0.5),
  HAMMING(5, 1);

  private static final double SHARPNESS = -0.5;

  private final int number;
  private final double support;

  Resampling(int number, double support) {
    this.number = number;
    this.support = support;
  }

  static Optional<Resampling> numbered(int number) {
    return Arrays.stream(values()).filter(filter -> filter.number == number).findFirst();
  }

  /** How far it reaches, in pixels of the smaller picture. */
  double support() {
    return support;
  }

  /** Its weight at a distance. */
  double weight(double distance) {
    double x = Math.abs(distance);
    return switch (this) {
      case NEAREST -> throw new IllegalStateException("the nearest pixel has no weight");
      case BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
      case BILINEAR -> x < 1 ? 1 - x : 0;
      case HAMMING -> x == 0 ? 1 : x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x));
      case BICUBIC -> cubic(x);
      case LANCZOS -> distance >= -3 && distance < 3 ? sinc(x) * sinc(x / 3) : 0;
    };
  }

  private static double cubic(double x) {
    if (x < 1) {
      return ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * SHARPNESS : 0;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }
}
