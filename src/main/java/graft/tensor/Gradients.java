package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Recording of gradients, which libtorch keeps for each thread on its own. */
public final class Gradients {
  private Gradients() {}

  /** Whether this thread records them. */
  public static boolean areRecorded() {
    return JniUtils.isGradMode();
  }

  /**
   * Runs with gradients recorded. What was recorded before by this thread and had no backward pass
   * is forgotten.
   */
  public static <T> T recorded(Supplier<T> computation) {
    return Tape.get().during(() -> inMode(true, computation));
  }

  /**
   * The same tensor, for what is used in several places: gradients are then summed here, and go
   * back through what made it once.
   */
  public static NDArray meet(NDArray x) {
    return Tape.get().cut(x);
  }

  /** Runs with gradients off: for predictions, and for changing parameters in place. */
  public static <T> T off(Supplier<T> computation) {
    return inMode(false, computation);
  }

  /** Adds the gradient of a 0-d {@code loss} to every parameter that it depends on. */
  public static void backward(NDArray loss) {
    NDArray one = loss.getManager().ones(loss.getShape());
    Tape.get().unwind(() -> JniUtils.backward((PtNDArray) loss, (PtNDArray) one, true, false));
  }

  /** The gradient of a parameter, cleared or not; empty when no loss ever depended on it. */
  public static Optional<NDArray> of(NDArray parameter) {
    return parameter.hasGradient()
        ? Optional.ofNullable(JniUtils.getGradient((PtNDArray) parameter))
        : Optional.empty();
  }

  /**
   * Scales gradients so that their total norm is at most {@code most} (torch's clip_grad_norm_).
   *
   * @return the norm before, a 0-d tensor
   */
  public static NDArray clip(List<NDArray> gradients, double most) {
    return Ops.call("clip_gradients", List.of(gradients), Ops.constant(most));
  }

  /**
   * Follows how much a loss hangs on each element: {@code s = |value · gradient|}, of which {@code
   * means} become running means, and {@code spreads} those of {@code |s - mean|} (AdaLoRA, Zhang et
   * al. 2023, equations 8 to 10). What has no gradient keeps what it has.
   *
   * @param ofMeans the share of the mean that stays
   * @param ofSpreads the share of the spread that stays
   */
  public static void follow(
      List<NDArray> values,
      List<NDArray> means,
      List<NDArray> spreads,
      double ofMeans,
      double ofSpreads) {
    List<Integer> reached =
        IntStream.range(0, values.size())
            .filter(i -> of(values.get(i)).isPresent())
            .boxed()
            .toList();
    if (!reached.isEmpty()) {
      Ops.call(
          "follow",
          List.of(
              reached.stream().map(values::get).toList(),
              reached.stream().flatMap(i -> of(values.get(i)).stream()).toList(),
              reached.stream().map(means::get).toList(),
              reached.stream().map(spreads::get).toList()),
          Ops.constant(ofMeans),
          Ops.constant(ofSpreads));
    }
  }

  /**
   * How often each gradient has been written to. Clearing counts, and so does every backward pass
   * that reaches it: a gradient whose number has not changed got nothing, which a zero does not
   * tell. Never waits for a device.
   */
  static long[] versions(List<NDArray> gradients) {
    return Ops.call("versions", List.of(gradients)).toLongArray();
  }

  /** Sets gradients to zero. The engine has no way to drop one. */
  static NDArray clear(List<NDArray> gradients) {
    return Ops.call("clear", List.of(gradients));
  }

  private static <T> T inMode(boolean record, Supplier<T> computation) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(record);
    try {
      return computation.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
