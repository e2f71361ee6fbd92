package graft.tensor;

import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a tensor starts. */
public sealed interface Init {
  Init ZEROS = new Constant(0);
  Init ONES = new Constant(1);

  /** The same value everywhere. */
  record Constant(float value) implements Init {}

  /** A normal distribution with mean 0. */
  record Normal(double std) implements Init {}

  /** A normal distribution with mean 0 whose values beyond {@code bound} are drawn again. */
  record TruncatedNormal(double std, double bound) implements Init {}

  /** A uniform distribution over (-bound, bound). */
  record Uniform(double bound) implements Init {}

  /** A square matrix of this width with one value on its diagonal and another elsewhere. */
  record Diagonal(long width, double on, double off) implements Init {}

  /**
   * What is computed when the tensor is made, which it need not be: where it is overwritten at
   * once.
   *
   * @param values all elements, from standard normal numbers of the tensor's own
   */
  record Computed(Function<DoubleSupplier, float[]> values) implements Init {}

  /** The same of what is no matter of chance: it follows from the base model, or from a seed. */
  record Known(Supplier<float[]> values) implements Init {}

  /** What PyTorch gives a linear layer's weight and bias: uniform in ±1/√fanIn. */
  static Init linear(long fanIn) {
    return new Uniform(1 / Math.sqrt(fanIn));
  }
}
