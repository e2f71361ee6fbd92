package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products of oneDNN, which libtorch uses for float32 only when it is asked to: some 2 times
 * as fast as its usual library on processors of AMD, and not slower on others. It records no
 * gradients there, so they go over the {@link Tape}. Where a processor has nothing for bf16 (no
 * AVX-512 or the like) it has no products of that either, and libtorch's usual way makes them.
 */
final class OneDnn {
  /** Multiplications below which a call costs more than it saves. */
  private static final long LEAST = 1_000_000;

  private OneDnn() {}

  /** Whether {@link #linear} is there for these, and worth a call. */
  static boolean multiplies(NDArray x, NDArray weight) {
    return Libtorch.get().oneDnn().isPresent()
        && !x.getDevice().isGpu()
        && x.getShape().size() * weight.getShape().get(0) >= LEAST;
  }

  /** {@code x Wᵀ + b}, as {@link Ops#linear} has it. */
  static NDArray linear(NDArray x, NDArray weight, @Nullable NDArray bias) {
    Script script = Libtorch.get().oneDnn().orElseThrow();
    NDList made =
        bias == null
            ? script.call("linear", x, weight)
            : script.call("linear_bias", x, weight, bias);
    return made.size() == 1
        ? made.head()
        : Tape.get()
            .done(
                x,
                List.of(weight),
                made,
                (gradient, kept) -> script.call("linear_backward", gradient, kept.getFirst()));
  }

  /**
   * {@link Ops#lowRank} in one call each way: the low-rank term is added while it is multiplied, to
   * the product forward and to its gradient backward.
   */
  static NDArray lowRank(
      NDArray x, NDArray d, NDArray weight, @Nullable NDArray bias, Ops.Factors factors) {
    Script script = Libtorch.get().oneDnn().orElseThrow();
    Tape tape = Tape.get();
    NDArray scale = Ops.constant(factors.scale());
    boolean isWhole = d == x;
    boolean learnsBefore = tape.learns(x);
    return tape.apply(
        isWhole ? List.of(factors.a(), factors.b(), x) : List.of(factors.a(), factors.b(), x, d),
        () -> {
          NDList made =
              bias == null
                  ? script.call("low_rank", x, d, weight, factors.a(), factors.b(), scale)
                  : script.call(
                      "low_rank_bias", x, d, weight, bias, factors.a(), factors.b(), scale);
          return new Tape.Computed(made.head(), List.of(d, made.get(1), weight));
        },
        (gradient, kept) -> {
          NDList made =
              script.call(
                  "low_rank_backward",
                  gradient,
                  kept.get(0),
                  kept.get(1),
                  factors.a(),
                  factors.b(),
                  scale);
          List<NDArray> all = new ArrayList<>(made.subList(0, 2));
          if (learnsBefore) {
            NDArray below = made.get(2);
            String method = isWhole ? "low_rank_below" : "low_rank_dropped";
            all.addAll(script.call(method, gradient, kept.get(2), below, factors.a()));
          } else {
            all.addAll(List.of(gradient, gradient));
          }
          return all;
        });
  }
}
