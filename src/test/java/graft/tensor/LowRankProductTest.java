package graft.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A projection with a low-rank matrix beside it, in one call, is what it is in several. */
class LowRankProductTest {
  /** As wide as oneDNN is worth a call. */
  private static final int IN = 128;

  private static final int OUT = 96;
  private static final int BATCH = 4;
  private static final int LENGTH = 40;

  private final NDManager manager = Libtorch.get().root().newSubManager();
  private final NDArray input = numbers(1, BATCH, LENGTH, IN);
  private final NDArray kept = manager.create(mask(), new Shape(BATCH, LENGTH, IN));
  private final NDArray weight = numbers(2, OUT, IN);
  private final NDArray bias = numbers(3, OUT);
  private final NDArray factor = learned(4, IN);
  private final Ops.Factors factors = new Ops.Factors(learned(5, 8, IN), learned(6, OUT, 8), 1.5);

  @AfterEach
  void close() {
    manager.close();
  }

  /** How a projection is computed. */
  @FunctionalInterface
  private interface Way {
    NDArray of(NDArray x, NDArray dropped, @Nullable NDArray bias);
  }

  private NDArray together(NDArray x, NDArray d, @Nullable NDArray added) {
    return Ops.lowRank(x, d, weight, added, factors);
  }

  private NDArray apart(NDArray x, NDArray d, @Nullable NDArray added) {
    NDArray term =
        Ops.scale(
            Ops.call("linear", Ops.call("linear", d, factors.a()), factors.b()), factors.scale());
    NDArray base =
        added == null ? Ops.call("linear", x, weight) : Ops.call("linear_bias", x, weight, added);
    return Ops.add(base, term);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, true", "true, true, false", "true, false, true", "true, false, false",
    "false, true, true", "false, true, false", "false, false, true", "false, false, false"
  })
  void valuesAndGradientsAreThoseOfTheSingleOperations(
      boolean learnsBefore, boolean drops, boolean hasBias) {
    List<float[]> expected = computed(this::apart, learnsBefore, drops, hasBias);

    List<float[]> found = computed(this::together, learnsBefore, drops, hasBias);

    assertThat(found).hasSameSizeAs(expected).hasSize(learnsBefore ? 4 : 3);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).containsExactly(expected.get(i), within(2e-4f));
    }
    assertThat(computed(this::together, learnsBefore, drops, hasBias))
        .usingRecursiveComparison()
        .isEqualTo(found);
  }

  /** The result, and the gradients of the factors and of what is learned before, if it is. */
  private List<float[]> computed(Way way, boolean learnsBefore, boolean drops, boolean hasBias) {
    List<float[]> all = new ArrayList<>();
    List<NDArray> learned = new ArrayList<>(List.of(factors.a(), factors.b()));
    if (learnsBefore) {
      learned.add(factor);
    }
    try (Scope _ = new Scope()) {
      Gradients.backward(
          Gradients.recorded(() -> {
            NDArray x = learnsBefore ? Gradients.meet(Ops.mul(input, factor)) : input;
            NDArray d = drops ? Ops.mul(x, kept) : x;
            NDArray y = way.of(x, d, hasBias ? bias : null);
            all.add(HostMemory.floats(Gradients.off(() -> Ops.scale(y, 1.0 / 2))));
            return Ops.sum(Ops.mul(y, Ops.tanh(y)));
          }));
      learned.forEach(parameter -> {
        NDArray gradient = Gradients.of(parameter).orElseThrow();
        all.add(HostMemory.floats(gradient));
        Gradients.off(() -> Gradients.clear(List.of(gradient)));
      });
    }
    return all;
  }

  @Test
  void twiceInOnePassBothGradientsAreSummed() {
    Function<Way, float[]> twice =
        way -> {
          try (Scope _ = new Scope()) {
            Gradients.backward(
                Gradients.recorded(() ->
                    Ops.add(
                        Ops.sum(way.of(input, input, bias)),
                        Ops.sum(Ops.tanh(way.of(input, input, null))))));
            NDArray gradient = Gradients.of(factors.a()).orElseThrow();
            float[] values = HostMemory.floats(gradient);
            Gradients.off(() -> Gradients.clear(List.of(gradient)));
            return values;
          }
        };

    assertThat(twice.apply(this::together))
        .containsExactly(twice.apply(this::apart), within(2e-4f));
  }

  @Test
  void withoutGradientsItIsTheSame() {
    try (Scope _ = new Scope()) {
      assertThat(HostMemory.floats(together(input, input, bias)))
          .containsExactly(HostMemory.floats(apart(input, input, bias)), within(1e-5f));
    }
  }

  private NDArray learned(int seed, long... shape) {
    NDArray numbers = numbers(seed, shape);
    numbers.setRequiresGradient(true);
    return numbers;
  }

  private NDArray numbers(int seed, long... shape) {
    Random random = new Random(seed);
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 8;
    }
    return manager.create(values, new Shape(shape));
  }

  private static float[] mask() {
    Random random = new Random(9);
    float[] values = new float[BATCH * LENGTH * IN];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(10) == 0 ? 0 : 10f / 9;
    }
    return values;
  }
}
