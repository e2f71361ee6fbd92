package graft.model.block;

import java.util.List;

/** How fast the planes of rotary positions turn. */
public interface Frequencies {
  /** How many coordinates of a head turn. */
  int rotated();

  /**
   * The frequency of each plane, {@code rotated / 2} of them.
   *
   * @param length one more than the largest position
   */
  double[] inverse(int length);

  /** A number that is the same for lengths whose frequencies are the same. */
  default int regime(int length) {
    return 0;
  }

  /** What cosines and sines are multiplied with. */
  default double attentionFactor(int length) {
    return 1;
  }

  /** {@code θ^(-2m/d)}. */
  record Plain(double theta, int rotated) implements Frequencies {
    @Override
    public double[] inverse(int length) {
      double[] inverse = new double[rotated / 2];
      for (int m = 0; m < inverse.length; m++) {
        inverse[m] = Math.pow(theta, -2.0 * m / rotated);
      }
      return inverse;
    }
  }

  /** All slower by one factor (position interpolation, Chen et al. 2023). */
  record Linear(Frequencies plain, double factor) implements Frequencies {
    @Override
    public int rotated() {
      return plain.rotated();
    }

    @Override
    public int regime(int length) {
      return plain.regime(length);
    }

    @Override
    public double[] inverse(int length) {
      double[] inverse = plain.inverse(length);
      for (int m = 0; m < inverse.length; m++) {
        inverse[m] /= factor;
      }
      return inverse;
    }
  }

  /**
   * LLaMA 3's: slow planes by the factor, fast ones not, and those between by a share of it.
   *
   * @param context positions that the model was trained with at first
   */
  record Llama3(
      Frequencies plain, double factor, double lowFactor, double highFactor, double context)
      implements Frequencies {
    @Override
    public int rotated() {
      return plain.rotated();
    }

    @Override
    public int regime(int length) {
      return plain.regime(length);
    }

    @Override
    public double[] inverse(int length) {
      double[] inverse = plain.inverse(length);
      for (int m = 0; m < inverse.length; m++) {
        inverse[m] = scaled(inverse[m]);
      }
      return inverse;
    }

    private double scaled(double frequency) {
      double wavelength = 2 * Math.PI / frequency;
      if (wavelength < context / highFactor) {
        return frequency;
      }
      if (wavelength > context / lowFactor) {
        return frequency / factor;
      }
      double share = (context / wavelength - lowFactor) / (highFactor - lowFactor);
      return (1 - share) * frequency / factor + share * frequency;
    }
  }

  /**
   * Slower the longer the text is, from the length on that the model was made for (NTK scaling).
   *
   * @param context that length
   */
  record Dynamic(double theta, int rotated, double factor, int context) implements Frequencies {
    @Override
    public int regime(int length) {
      return length > context ? length : 0;
    }

    @Override
    public double[] inverse(int length) {
      double stretch = factor * Math.max(length, context) / context - (factor - 1);
      double slower = theta * Math.pow(stretch, rotated / (rotated - 2.0));
      return new Plain(slower, rotated).inverse(length);
    }
  }

  /**
   * YaRN (Peng et al. 2023): planes that turn often in the first context stay, slow ones are
   * interpolated, and those between by a share.
   *
   * @param from plane from which on interpolation sets in
   * @param to plane from which on it is whole
   */
  record Yarn(Plain plain, double factor, double from, double to, double attentionFactor)
      implements Frequencies {
    /** Keeps a ramp of no width from dividing by zero. */
    private static final double NARROW = 0.001;

    /**
     * The published form.
     *
     * @param context positions that the model was trained with at first
     * @param fast turns in it above which a plane stays
     * @param slow turns in it below which it is interpolated
     * @param isWhole whether both bounds are rounded to whole planes
     */
    public static Yarn of(
        Plain plain,
        double factor,
        double context,
        double fast,
        double slow,
        boolean isWhole,
        double attentionFactor) {
      double first = plane(plain, context, fast);
      double last = plane(plain, context, slow);
      return new Yarn(
          plain,
          factor,
          Math.max(isWhole ? Math.floor(first) : first, 0),
          Math.min(isWhole ? Math.ceil(last) : last, plain.rotated - 1.0),
          attentionFactor);
    }

    /** The plane that turns so often in the context. */
    private static double plane(Plain plain, double context, double turns) {
      return plain.rotated
          * Math.log(context / (turns * 2 * Math.PI))
          / (2 * Math.log(plain.theta));
    }

    @Override
    public int rotated() {
      return plain.rotated;
    }

    @Override
    public double[] inverse(int length) {
      double width = from == to ? NARROW : to - from;
      double[] inverse = plain.inverse(length);
      for (int m = 0; m < inverse.length; m++) {
        double share = Math.clamp((m - from) / width, 0, 1);
        inverse[m] = inverse[m] * (1 - share) + inverse[m] / factor * share;
      }
      return inverse;
    }

    @Override
    public double attentionFactor(int length) {
      return attentionFactor;
    }
  }

  /**
   * LongRoPE (Ding et al. 2024): each plane by a factor of its own, other ones where a text is
   * longer than the first context.
   */
  record Long(
      Plain plain,
      List<Double> shortFactors,
      List<Double> longFactors,
      int context,
      double attentionFactor)
      implements Frequencies {
    public Long {
      shortFactors = List.copyOf(shortFactors);
      longFactors = List.copyOf(longFactors);
    }

    @Override
    public int rotated() {
      return plain.rotated;
    }

    @Override
    public int regime(int length) {
      return length > context ? 1 : 0;
    }

    @Override
    public double[] inverse(int length) {
      List<Double> factors = length > context ? longFactors : shortFactors;
      double[] inverse = plain.inverse(length);
      for (int m = 0; m < inverse.length; m++) {
        inverse[m] /= factors.get(m);
      }
      return inverse;
    }

    @Override
    public double attentionFactor(int length) {
      return attentionFactor;
    }
  }
}
