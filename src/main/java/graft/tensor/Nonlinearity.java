package graft.tensor;

import ai.djl.ndarray.NDArray;
import graft.spec.Activation;

/**
 * The function between two layers of something that is trained. In the reference library it is a
 * module of its own, so that what it learns is saved: {@code f.weight} below the function's name.
 */
public sealed interface Nonlinearity {
  /** (…) to (…). */
  NDArray of(NDArray x);

  /** Makes the tensors of one function, or finds them. */
  @FunctionalInterface
  interface Source {
    /**
     * A tensor.
     *
     * @param name below the function's own
     * @param isTrained whether training changes it
     */
    NDArray tensor(String name, Init init, boolean isTrained, long... shape);
  }

  /** The function of that name, its tensors, if it has any, from {@code source}. */
  static Nonlinearity of(Activation activation, Source source) {
    return switch (activation) {
      case PRELU -> new Prelu(source.tensor("f.weight", new Init.Constant(0.25f), true, 1));
      case XIELU -> Xielu.of(source);
      case GELU,
          GELU_10,
          GELU_FAST,
          GELU_NEW,
          GELU_PYTHON,
          GELU_PYTORCH_TANH,
          GELU_PYTHON_TANH,
          GELU_ACCURATE,
          LAPLACE,
          LEAKYRELU,
          LEAKY_RELU,
          LINEAR,
          MISH,
          QUICK_GELU,
          RELU,
          RELU2,
          RELU6,
          SIGMOID,
          SILU,
          SWISH,
          TANH ->
          new Fixed(activation);
    };
  }

  /** One that learns nothing. */
  record Fixed(Activation activation) implements Nonlinearity {
    @Override
    public NDArray of(NDArray x) {
      return Ops.activation(activation, x);
    }
  }

  /**
   * Parametric ReLU (He et al. 2015): {@code max(0, x) + a min(0, x)}.
   *
   * @param slope a: (1), 0.25 at the start
   */
  record Prelu(NDArray slope) implements Nonlinearity {
    @Override
    public NDArray of(NDArray x) {
      return Ops.call("prelu", x, slope);
    }
  }

  /**
   * xIELU (Huang and Schlag 2024): {@code a x² + β x} above 0 and {@code b (exp(min(x, ε)) - 1 - x)
   * + β x} elsewhere, with {@code a = softplus(alpha_p)} and {@code b = β + softplus(alpha_n)}.
   *
   * @param alphaP (1); a is 0.8 at the start, as is b
   * @param alphaN (1)
   * @param beta β: 0.5, fixed, and saved by the reference
   * @param eps ε: -1e-6, fixed, and saved by the reference
   */
  record Xielu(NDArray alphaP, NDArray alphaN, NDArray beta, NDArray eps) implements Nonlinearity {
    private static final double START = 0.8;
    private static final double BETA = 0.5;
    private static final float EPS = -1e-6f;

    private static Xielu of(Source source) {
      return new Xielu(
          source.tensor("f.alpha_p", softplusIs(START), true, 1),
          source.tensor("f.alpha_n", softplusIs(START - BETA), true, 1),
          source.tensor("f.beta", new Init.Constant((float) BETA), false),
          source.tensor("f.eps", new Init.Constant(EPS), false));
    }

    private static Init softplusIs(double value) {
      return new Init.Constant((float) Math.log(Math.expm1(value)));
    }

    @Override
    public NDArray of(NDArray x) {
      return Ops.call("xielu", x, alphaP, alphaN, beta, eps);
    }
  }
}
