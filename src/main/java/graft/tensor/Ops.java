package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.spec.Activation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operations that models and methods are written in, with gradients when the thread records
 * them.
 *
 * <p>Results belong to the manager of the first argument and to the thread's {@link Scope}.
 * Activations are float32 or bf16; a weight of another type is cast to its input's, so that float32
 * adapters work in a bf16 model. {@code B} is the batch, {@code S} the sequence.
 */
public final class Ops {
  private Ops() {}

  /**
   * {@code x Wᵀ + b}: x is (…, in), weight (out, in), bias (out) or null; the result is (…, out).
   */
  public static NDArray linear(NDArray x, NDArray weight, @Nullable NDArray bias) {
    if (OneDnn.multiplies(x, weight)) {
      return OneDnn.linear(x, weight, bias);
    }
    return bias == null ? call("linear", x, weight) : call("linear_bias", x, weight, bias);
  }

  /**
   * A low-rank matrix, {@code scale · b a}: a is (r, in), b (out, r). Parameters, or what else
   * outlives the pass.
   */
  public record Factors(NDArray a, NDArray b, double scale) {}

  /**
   * {@code x Wᵀ + b + d Fᵀ}: of a frozen projection with a low-rank matrix beside it that learns.
   *
   * @param d what the matrix multiplies: x itself, or what dropout left of it
   */
  public static NDArray lowRank(
      NDArray x, NDArray d, NDArray weight, @Nullable NDArray bias, Factors factors) {
    if (OneDnn.multiplies(x, weight) && !weight.hasGradient()) {
      return OneDnn.lowRank(x, d, weight, bias, factors);
    }
    // Scaled where it is narrowest.
    NDArray narrow = scale(linear(d, factors.a()), factors.scale());
    return add(linear(x, weight, bias), linear(narrow, factors.b()));
  }

  /** {@code x Wᵀ}. */
  public static NDArray linear(NDArray x, NDArray weight) {
    return linear(x, weight, null);
  }

  /** The matrix product over the last two dimensions, batched and broadcast over the others. */
  public static NDArray matmul(NDArray a, NDArray b) {
    return call("matmul", a, b);
  }

  /** {@code x · factor}. */
  public static NDArray scale(NDArray x, double factor) {
    return factor == 1.0 ? x : call("scale", x, constant(factor));
  }

  /**
   * Sum, product, difference and quotient with broadcasting; the operands have one type or are cast
   * to the first one's.
   */
  public static NDArray add(NDArray a, NDArray b) {
    return call("add", a, b);
  }

  public static NDArray mul(NDArray a, NDArray b) {
    return call("mul", a, b);
  }

  public static NDArray sub(NDArray a, NDArray b) {
    return call("sub", a, b);
  }

  public static NDArray div(NDArray a, NDArray b) {
    return call("div", a, b);
  }

  /**
   * A layer of a bidirectional LSTM, from zeros. Cell by cell: libtorch's own layer is oneDNN's,
   * which is off by 2e-3 on some processors with AVX-512.
   *
   * @param x (length, in)
   * @param weights of each direction: (4 hidden, in), (4 hidden, hidden), and two of (4 hidden),
   *     with input, forget, cell and output gates below each other
   * @return (length, 2 hidden), forwards beside backwards
   */
  public static NDArray lstm(NDArray x, List<NDArray> weights) {
    return call("lstm", List.of(weights), x);
  }

  /** The Euclidean length of each row of a matrix (rows, columns): (rows). */
  public static NDArray rowNorms(NDArray matrix) {
    return call("row_norms", matrix);
  }

  /** The Euclidean length of all elements: a 0-d tensor. */
  public static NDArray length(NDArray x) {
    return call("length", x);
  }

  /**
   * The largest singular values of a matrix (out, in), each half in both factors: {@code √S Vᵀ} and
   * {@code (U √S)ᵀ} side by side, (rank, in + out).
   */
  public static NDArray leadingFactors(NDArray matrix, int rank) {
    return call("leading_factors", matrix, whole(rank));
  }

  /**
   * The beginning of a matrix's factors Q R: the first rows of R and of Qᵀ side by side, (rank, in
   * + out).
   */
  public static NDArray orthonormalFactors(NDArray matrix, int rank) {
    return call("orthonormal_factors", matrix, whole(rank));
  }

  /** Layer norm over the last dimension: weight and bias are (H). */
  public static NDArray layerNorm(NDArray x, NDArray weight, @Nullable NDArray bias, double eps) {
    return bias == null
        ? call("layer_norm_unbiased", x, weight, constant(eps))
        : call("layer_norm", x, weight, bias, constant(eps));
  }

  /** Root-mean-square norm over the last dimension, its statistics in float32: weight is (H). */
  public static NDArray rmsNorm(NDArray x, NDArray weight, double eps) {
    return call("rms_norm", x, weight, constant(eps));
  }

  /** The same times {@code 1 + weight}, product and statistics in float32. */
  public static NDArray rmsNormAroundOne(NDArray x, NDArray weight, double eps) {
    return call("rms_norm_around_one", x, weight, constant(eps));
  }

  /** Softmax over the last dimension. */
  public static NDArray softmax(NDArray x) {
    return call("softmax", x);
  }

  /** Rows of {@code weight} (V, H) by int64 {@code ids} (…): (…, H). */
  public static NDArray embedding(NDArray weight, NDArray ids) {
    return call("embedding", weight, ids);
  }

  /** Joins along a dimension; a negative one counts from the end. */
  public static NDArray concat(NDArray a, NDArray b, int dimension) {
    return call("concat", a, b, whole(dimension));
  }

  /**
   * Elements {@code from} (inclusive) to {@code to} (exclusive) of a dimension; a negative one
   * counts from the end.
   */
  public static NDArray slice(NDArray x, int dimension, long from, long to) {
    return call("slice", x, numbers(dimension, from, to));
  }

  /**
   * Rotary positions, "half" style: the first and the second half of the first coordinates of each
   * head are those of planes that turn; what is beyond stays.
   *
   * @param heads (B, heads, S, d)
   * @param turns cosines and sines (2, …, S, rotated), broadcast to the heads
   */
  public static NDArray rotate(NDArray heads, NDArray turns) {
    return call("rotate", heads, turns);
  }

  /**
   * Those of some positions.
   *
   * @param table cosines and sines (2, N, rotated) of positions 0 to N - 1
   * @param positions int64 (B, S)
   * @return (2, B, 1, S, rotated)
   */
  public static NDArray turnsAt(NDArray table, NDArray positions) {
    return call("turns_at", table, positions);
  }

  /**
   * {@code W_down (act(W_gate x) ⊙ W_up x)} (Shazeer 2020), without biases and in one call.
   *
   * @param activation that {@link #isOneCall} is true of
   */
  public static NDArray gated(
      Activation activation, NDArray x, NDArray gate, NDArray up, NDArray down) {
    return call(gated(activation).orElseThrow(), x, gate, up, down);
  }

  /** Whether {@link #gated} knows an activation. */
  public static boolean isOneCall(Activation activation) {
    return gated(activation).isPresent();
  }

  private static Optional<String> gated(Activation activation) {
    return switch (activation) {
      case SILU, SWISH -> Optional.of("gated_silu");
      case GELU_NEW, GELU_FAST, GELU_PYTORCH_TANH, GELU_PYTHON_TANH, GELU_ACCURATE ->
          Optional.of("gated_gelu_tanh");
      case LINEAR,
          RELU,
          RELU6,
          RELU2,
          TANH,
          SIGMOID,
          MISH,
          LEAKYRELU,
          LEAKY_RELU,
          GELU,
          GELU_PYTHON,
          GELU_10,
          QUICK_GELU,
          LAPLACE,
          PRELU,
          XIELU ->
          Optional.empty();
    };
  }

  /**
   * What stays where {@code kept} is true, times {@code factor}; zero elsewhere.
   *
   * @param kept booleans, broadcast to {@code x}
   */
  static NDArray drop(NDArray x, NDArray kept, double factor) {
    return call("drop", x, kept, constant(factor));
  }

  /** No element below {@code least}, which is a constant: no gradient comes from there. */
  public static NDArray atLeast(NDArray x, double least) {
    return call("at_least", x, constant(least));
  }

  /**
   * Elements of each row, by their places in it: {@code x[…, i, places[i, j]]}.
   *
   * @param x (…, S, N)
   * @param places int64 (S, T), the same for all that is before
   * @return (…, S, T)
   */
  public static NDArray pick(NDArray x, NDArray places) {
    return call("pick", x, places);
  }

  /** The mean over one dimension, which is kept with size 1. */
  public static NDArray mean(NDArray x, int dimension) {
    return call("mean", x, whole(dimension));
  }

  /** The sum of all elements: a 0-d tensor. */
  public static NDArray sum(NDArray x) {
    return call("sum", x);
  }

  public static NDArray exp(NDArray x) {
    return call("exp", x);
  }

  public static NDArray atan(NDArray x) {
    return call("atan", x);
  }

  public static NDArray sigmoid(NDArray x) {
    return call("sigmoid", x);
  }

  public static NDArray tanh(NDArray x) {
    return call("tanh", x);
  }

  /**
   * {@code Σ kron(a_i, b_i)}, transposed: a (n, r, s) and b (n, p, q) make (s·q, r·p). One matrix
   * product over n, so that the n terms are never there one by one.
   */
  public static NDArray kroneckerSum(NDArray a, NDArray b) {
    return call("kronecker_sum", a, b);
  }

  /**
   * An activation function, by the formulas of the reference library.
   *
   * @param activation one that does not learn; a {@link Nonlinearity} can be any
   */
  public static NDArray activation(Activation activation, NDArray x) {
    return switch (activation) {
      case LINEAR -> x;
      case RELU -> call("relu", x);
      case RELU6 -> call("relu6", x);
      case RELU2 -> call("relu2", x);
      case TANH -> call("tanh", x);
      case SIGMOID -> call("sigmoid", x);
      case SILU, SWISH -> call("silu", x);
      case MISH -> call("mish", x);
      case LEAKYRELU, LEAKY_RELU -> call("leaky_relu", x, constant(0.01));
      case GELU, GELU_PYTHON -> call("gelu", x);
      case GELU_NEW, GELU_FAST, GELU_PYTORCH_TANH, GELU_PYTHON_TANH, GELU_ACCURATE ->
          call("gelu_tanh", x);
      case GELU_10 -> call("gelu_10", x);
      case QUICK_GELU -> call("quick_gelu", x);
      case LAPLACE -> call("laplace", x);
      case PRELU, XIELU ->
          throw new IllegalArgumentException(activation.json() + " needs tensors of its own");
    };
  }

  /** The type of {@code like}. */
  public static NDArray castLike(NDArray x, NDArray like) {
    return call("cast_like", x, like);
  }

  /**
   * The type of {@code like}, in memory of its own. What was made of an array on the host is a view
   * of memory that lasts only as long as the very object; so whatever outlives its scope is copied.
   */
  public static NDArray copyLike(NDArray x, NDArray like) {
    return call("copy_like", x, like);
  }

  /**
   * Overwrites the elements of {@code to}, in its own memory; the shapes are the same. The engine's
   * way takes the other tensor's memory instead, and what shares this one's sees nothing of it.
   */
  public static NDArray copy(NDArray to, NDArray from) {
    return call("copy", to, from);
  }

  /** The value in float32, so that DJL may look at it. */
  public static NDArray toFloat(NDArray x) {
    return call("to_float", x);
  }

  /** An opaque bf16 tensor: for operations of this class only. */
  public static NDArray toBfloat16(NDArray x) {
    return call("to_bfloat16", x);
  }

  /** The memory of {@code x}, whose elements are 16 bits wide, taken for bf16: no copy. */
  static NDArray readAsBfloat16(NDArray x) {
    return call("read_as_bfloat16", x);
  }

  /**
   * Cross-entropy summed over the rows, in float32.
   *
   * @param logits (N, classes)
   * @param target int64 (N); rows with {@code ignored} do not count
   * @param smoothing share of the probability that is spread over all classes
   */
  public static NDArray crossEntropy(
      NDArray logits, NDArray target, long ignored, double smoothing) {
    return call("cross_entropy", logits, target, whole(ignored), constant(smoothing));
  }

  /**
   * Binary cross-entropy with logits, summed over all elements, in float32; target has the logits'
   * shape.
   */
  public static NDArray binaryCrossEntropy(NDArray logits, NDArray target) {
    return call("binary_cross_entropy", logits, target);
  }

  /** Squared error, summed over all elements, in float32; target has the prediction's shape. */
  public static NDArray squaredError(NDArray predicted, NDArray target) {
    return call("squared_error", predicted, target);
  }

  static NDArray call(String operation, NDArray... arguments) {
    return Libtorch.get().operations().call(operation, arguments).head();
  }

  /** Calls an operation with lists first and single tensors last. */
  static NDArray call(String operation, List<List<NDArray>> lists, NDArray... singles) {
    return Libtorch.get().operations().call(operation, lists, singles).head();
  }

  /** Numbers that a script reads on the host. */
  static NDArray numbers(long... values) {
    return Libtorch.get().root().create(values, new Shape(values.length));
  }

  /** A number that a script reads on the host, made once: for values that there are few of. */
  static NDArray constant(double value) {
    return Libtorch.get().constant(value);
  }

  /** The same of a whole number. */
  static NDArray whole(long value) {
    return Libtorch.get().whole(value);
  }

  /** A number that a script reads on the host, made anew: for values that change all the time. */
  static NDArray number(double value) {
    return Libtorch.get().root().create(value);
  }
}
