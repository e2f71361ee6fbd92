package graft.model.block;

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
}
