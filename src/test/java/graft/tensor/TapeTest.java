package graft.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
  /** As wide as oneDNN is worth a call. */
  private static final int WIDTH = 128;

  private static final int ROWS = 100;

  private final NDManager manager = Libtorch.get().root().newSubManager();
  private final NDArray input = numbers(ROWS, WIDTH);
  private final NDArray weight = numbers(WIDTH, WIDTH);
  private final NDArray factor = learned(WIDTH);

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray numbers(long... shape) {
    Random random = new Random(shape.length);
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 8;
    }
    return manager.create(values, new Shape(shape));
  }

  private NDArray learned(long... shape) {
    NDArray numbers = numbers(shape);
    numbers.setRequiresGradient(true);
    return numbers;
  }

  /** Two projections with a residual around each, as in a layer. */
  private NDArray loss(UnaryOperator<NDArray> projection, UnaryOperator<NDArray> meet) {
    NDArray x = meet.apply(Ops.mul(input, factor));
    NDArray y = meet.apply(Ops.add(Ops.tanh(projection.apply(x)), x));
    return Ops.sum(Ops.mul(Ops.add(projection.apply(y), y), y));
  }

  private NDArray plain(NDArray x) {
    return Ops.call("linear", x, weight);
  }

  private float[] gradient(UnaryOperator<NDArray> projection, UnaryOperator<NDArray> meet) {
    try (Scope _ = new Scope()) {
      Gradients.backward(Gradients.recorded(() -> loss(projection, meet)));
      NDArray gradient = Gradients.of(factor).orElseThrow();
      float[] values = HostMemory.floats(gradient);
      Gradients.off(() -> Gradients.clear(List.of(gradient)));
      return values;
    }
  }

  @Test
  void gradientsGoBackThroughWhatLibtorchDoesNotRecord() {
    float[] expected = gradient(this::plain, UnaryOperator.identity());

    assertThat(gradient(x -> Ops.linear(x, weight), Gradients::meet))
        .containsExactly(expected, within(1e-3f));
  }

  @Test
  void gradientsAreRightAlsoWhereNoMeetingPointWasNamed() {
    float[] expected = gradient(this::plain, UnaryOperator.identity());

    assertThat(gradient(x -> Ops.linear(x, weight), UnaryOperator.identity()))
        .containsExactly(expected, within(1e-3f));
  }

  @Test
  void weightsThatLearnAreReached() {
    NDArray learned = learned(WIDTH, WIDTH);
    NDArray x = numbers(ROWS, WIDTH);
    try (Scope _ = new Scope()) {
      Gradients.backward(Gradients.recorded(() -> Ops.sum(Ops.linear(x, learned))));
      Gradients.backward(Gradients.recorded(() -> Ops.sum(Ops.linear(x, Ops.scale(learned, 2)))));
    }
    float[] sums = HostMemory.floats(x.sum(new int[] {0}));
    float[] found = HostMemory.floats(Gradients.of(learned).orElseThrow());
    for (int i = 0; i < WIDTH; i++) {
      assertThat(found[i]).isCloseTo(3 * sums[i], within(1e-4f));
    }
  }

  @Test
  void aWeightMayBeClosedBeforeTheBackwardPass() {
    float[] expected = gradient(this::plain, UnaryOperator.identity());

    float[] found =
        gradient(
            x -> {
              try (NDArray passing = Gradients.off(() -> Ops.scale(weight, 0.5))) {
                return Ops.scale(Ops.linear(x, passing), 2);
              }
            },
            Gradients::meet);

    assertThat(found).containsExactly(expected, within(1e-3f));
  }

  @Test
  void aPassThatBrokeOffLeavesNothing() {
    float[] expected = gradient(x -> Ops.linear(x, weight), Gradients::meet);
    try (Scope _ = new Scope()) {
      var _ = Gradients.recorded(() -> loss(x -> Ops.linear(x, weight), Gradients::meet));
    }

    assertThat(gradient(x -> Ops.linear(x, weight), Gradients::meet)).containsExactly(expected);
  }

  @Test
  void nothingIsHeldAfterTheBackwardPass() {
    gradient(x -> Ops.linear(x, weight), Gradients::meet);
    int before = manager.getManagedArrays().size();

    gradient(x -> Ops.linear(x, weight), Gradients::meet);

    assertThat(manager.getManagedArrays()).hasSize(before);
  }
}
