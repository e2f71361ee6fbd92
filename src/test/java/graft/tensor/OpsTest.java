package graft.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.Activation;
import graft.spec.DeviceId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpsTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Devices.manager(new DeviceId("cpu"));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Values computed from the definitions in double precision. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GELU              | -0.004049694 | -0.1542688   | 0.3457312 | 1.9545    | 12
          GELU_10           | -0.004049694 | -0.1542688   | 0.3457312 | 1.9545    | 10
          GELU_FAST         | -0.003637392 | -0.154286    | 0.345714  | 1.954598  | 12
          GELU_NEW          | -0.003637392 | -0.154286    | 0.345714  | 1.954598  | 12
          GELU_PYTHON       | -0.004049694 | -0.1542688   | 0.3457312 | 1.9545    | 12
          GELU_PYTORCH_TANH | -0.003637392 | -0.154286    | 0.345714  | 1.954598  | 12
          GELU_PYTHON_TANH  | -0.003637392 | -0.154286    | 0.345714  | 1.954598  | 12
          GELU_ACCURATE     | -0.003637392 | -0.154286    | 0.345714  | 1.954598  | 12
          LAPLACE           | 0            | 9.383381e-06 | 0.2314211 | 0.9999977 | 1
          LEAKYRELU         | -0.03        | -0.005       | 0.5       | 2         | 12
          LEAKY_RELU        | -0.03        | -0.005       | 0.5       | 2         | 12
          LINEAR            | -3           | -0.5         | 0.5       | 2         | 12
          MISH              | -0.1456475   | -0.2207438   | 0.3752452 | 1.943959  | 12
          QUICK_GELU        | -0.01807131  | -0.1496116   | 0.3503884 | 1.935659  | 12
          RELU              | 0            | 0            | 0.5       | 2         | 12
          RELU2             | 0            | 0            | 0.25      | 4         | 144
          RELU6             | 0            | 0            | 0.5       | 2         | 6
          SIGMOID           | 0.04742587   | 0.3775407    | 0.6224593 | 0.8807971 | 0.9999939
          SILU              | -0.1422776   | -0.1887703   | 0.3112297 | 1.761594  | 11.999926
          SWISH             | -0.1422776   | -0.1887703   | 0.3112297 | 1.761594  | 11.999926
          TANH              | -0.9950548   | -0.4621172   | 0.4621172 | 0.9640276 | 1
          """)
  void activationsHaveTheirPublishedValues(
      Activation activation, float a, float b, float c, float d, float e) {
    NDArray x = manager.create(new float[] {-3, -0.5f, 0.5f, 2, 12});

    assertThat(Ops.activation(activation, x).toFloatArray())
        .containsExactly(new float[] {a, b, c, d, e}, within(2e-6f));
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"PRELU", "XIELU"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyActivationHasAGradient(Activation activation) {
    NDArray x = manager.create(new float[] {0.5f, -0.5f});
    x.setRequiresGradient(true);

    NDArray loss = Gradients.recorded(() -> Ops.sum(Ops.scale(Ops.activation(activation, x), 2.0)));
    Gradients.backward(loss);

    assertThat(Gradients.of(x)).isPresent();
    assertThat(Gradients.of(x).orElseThrow().getFloat(0)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = HostMemory.Type.class,
      names = {"F32", "F16", "BF16"})
  void aWeightIsReadWithoutACopy(HostMemory.Type type) {
    try (Arena arena = Arena.ofConfined()) {
      int size = type == HostMemory.Type.F32 ? Float.BYTES : Short.BYTES;
      MemorySegment bytes = arena.allocate(2L * size, Long.BYTES);
      NDArray tensor = HostMemory.view(manager, bytes, type, new long[] {2});

      put(bytes, 0, type, 1f);
      put(bytes, size, type, -3f);

      assertThat(HostMemory.floats(tensor)).containsExactly(1f, -3f);
      tensor.close();
    }
  }

  private static void put(MemorySegment bytes, long at, HostMemory.Type type, float value) {
    switch (type) {
      case F32 -> bytes.set(ValueLayout.JAVA_FLOAT, at, value);
      case F16 -> bytes.set(ValueLayout.JAVA_SHORT, at, Float.floatToFloat16(value));
      default ->
          bytes.set(ValueLayout.JAVA_SHORT, at, (short) (Float.floatToRawIntBits(value) >>> 16));
    }
  }

  @Test
  void aFloat32AdapterWorksOnBfloat16Activations() {
    NDArray x = Ops.toBfloat16(manager.create(new float[] {1, 2}, new Shape(1, 2)));
    NDArray weight = manager.create(new float[] {3, 4}, new Shape(1, 2));
    weight.setRequiresGradient(true);

    NDArray loss = Gradients.recorded(() -> Ops.sum(Ops.toFloat(Ops.linear(x, weight))));
    Gradients.backward(loss);

    assertThat(loss.getFloat()).isEqualTo(11f);
    assertThat(Gradients.of(weight).orElseThrow().toFloatArray()).containsExactly(1f, 2f);
  }

  /** Of the same type, too, where a cast would be another view of the same memory. */
  @Test
  void aCopyHasMemoryOfItsOwn() {
    NDArray made = manager.create(new float[] {1, 2});

    NDArray copy = Ops.copyLike(made, made);
    made.muli(3);

    assertThat(copy.toFloatArray()).containsExactly(1f, 2f);
    assertThat(Ops.toFloat(Ops.copyLike(made, Ops.toBfloat16(made))).toFloatArray())
        .containsExactly(3f, 6f);
  }

  @Test
  void crossEntropySkipsIgnoredRowsAndSmoothsLabels() {
    NDArray logits = manager.create(new float[] {2, 0, 0, 2, 5, 5}, new Shape(3, 2));
    NDArray target = manager.create(new long[] {0, 1, -100});

    double plain = Math.log(1 + Math.exp(-2));
    double wrong = plain + 2;
    assertThat(Ops.crossEntropy(logits, target, -100, 0).getFloat())
        .isCloseTo((float) (2 * plain), within(1e-6f));
    assertThat(Ops.crossEntropy(logits, target, -100, 0.2).getFloat())
        .isCloseTo((float) (2 * (0.9 * plain + 0.1 * wrong)), within(1e-6f));
  }

  @Test
  void aScopeFreesWhatItsThreadMadeAndKeepsWhatItIsTold() {
    NDArray kept;
    NDArray freed;
    try (Scope scope = new Scope()) {
      freed = manager.create(1f);
      kept = scope.keep(manager.create(2f));
    }

    assertThat(freed.isReleased()).isTrue();
    assertThat(kept.getFloat()).isEqualTo(2f);
  }

  @Test
  void masksDependOnSeedPassAndSiteAlone() {
    NDArray x = manager.ones(new Shape(64, 33));

    float[] first = Masks.of(7, 3).dropout(x, 0.3, "a").toFloatArray();

    assertThat(Masks.of(7, 3).dropout(x, 0.3, "a").toFloatArray()).isEqualTo(first);
    assertThat(Masks.of(8, 3).dropout(x, 0.3, "a").toFloatArray()).isNotEqualTo(first);
    assertThat(Masks.of(7, 4).dropout(x, 0.3, "a").toFloatArray()).isNotEqualTo(first);
    assertThat(Masks.of(7, 3).dropout(x, 0.3, "b").toFloatArray()).isNotEqualTo(first);
    assertThat(Masks.none().dropout(x, 0.3, "a").toFloatArray()).containsOnly(1f);
  }

  @Test
  void eachRunOfAModuleHasMasksOfItsOwnAndTheFirstThoseOfOneThatRunsOnce() {
    NDArray x = manager.ones(new Shape(64, 33));
    float[] once = Masks.of(7, 3).dropout(x, 0.3, "a").toFloatArray();
    float[] second = Masks.of(7, 3).ofRun(1).dropout(x, 0.3, "a").toFloatArray();

    assertThat(Masks.of(7, 3).ofRun(0).dropout(x, 0.3, "a").toFloatArray()).isEqualTo(once);
    assertThat(second).isNotEqualTo(once);
    assertThat(Masks.of(7, 3).ofRun(1).dropout(x, 0.3, "a").toFloatArray()).isEqualTo(second);
    assertThat(Masks.of(7, 3).ofRun(2).dropout(x, 0.3, "a").toFloatArray()).isNotEqualTo(second);
    assertThat(Masks.of(7, 3).of(2).ofRun(1).dropout(x, 0.3, "a").toFloatArray())
        .isNotEqualTo(second)
        .isEqualTo(Masks.of(7, 3).ofRun(1).of(2).dropout(x, 0.3, "a").toFloatArray());
    assertThat(Masks.none().ofRun(1)).isSameAs(Masks.none());
  }

  @Test
  void picksElementsOfEachRowAndSendsGradientsBackToThem() {
    NDArray x = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(1, 1, 2, 3));
    NDArray places = manager.create(new long[] {2, 2, 0, 1}, new Shape(2, 2));
    x.setRequiresGradient(true);

    NDArray picked = Gradients.recorded(() -> Ops.pick(x, places));
    Gradients.backward(Gradients.recorded(() -> Ops.sum(Ops.mul(picked, picked))));

    assertThat(picked.toFloatArray()).containsExactly(3, 3, 4, 5);
    assertThat(x.getGradient().toFloatArray()).containsExactly(0, 0, 12, 8, 10, 0);
  }

  @Test
  void noGradientComesFromWhatIsBelowTheLeast() {
    NDArray x = manager.create(new float[] {-3, -1, 2});
    x.setRequiresGradient(true);

    NDArray bounded = Gradients.recorded(() -> Ops.atLeast(x, -2));
    Gradients.backward(Gradients.recorded(() -> Ops.sum(Ops.mul(bounded, bounded))));

    assertThat(bounded.toFloatArray()).containsExactly(-2, -1, 2);
    assertThat(x.getGradient().toFloatArray()).containsExactly(0, -2, 4);
  }

  @Test
  void dropoutKeepsTheExpectationAndDropsItsShare() {
    NDArray x = manager.ones(new Shape(1000, 1000));

    float[] masked = Masks.of(1, 0).dropout(x, 0.1, "site").toFloatArray();

    double mean = 0;
    int dropped = 0;
    for (float value : masked) {
      mean += value / masked.length;
      dropped += value == 0 ? 1 : 0;
    }
    assertThat(mean).isCloseTo(1, within(2e-3));
    assertThat(dropped / (double) masked.length).isCloseTo(0.1, within(2e-3));
  }

  @Test
  void adamWTakesTheStepOfItsDefinitionAndLeavesParametersWithoutGradientAlone() {
    Parameters parameters = Parameters.in(manager, 0);
    NDArray used =
        parameters.create(
            new ParameterName("", "test", "used"), new Shape(1), new Init.Constant(1f));
    NDArray unused =
        parameters.create(
            new ParameterName("", "test", "unused"), new Shape(1), new Init.Constant(1f));
    AdamW optimizer = new AdamW(parameters.trainable(), manager);
    for (int step = 0; step < 2; step++) {
      Gradients.backward(Gradients.recorded(() -> Ops.sum(Ops.scale(used, 3))));
      optimizer.step(0.1, 0.01, 0);
    }

    float first = 1f - 0.1f * 0.01f - 0.1f;
    float second = first - 0.1f * 0.01f * first - 0.1f;
    assertThat(used.getFloat(0)).isCloseTo(second, within(1e-5f));
    assertThat(unused.getFloat(0)).isEqualTo(1f);
    assertThat(Gradients.of(used).map(g -> g.getFloat(0))).contains(0f);
  }

  /** Torch's numbers: gradients of 3 in the first and third of four steps, none in the others. */
  @Test
  void aStepLeavesAParameterAloneThatNoLossOfItDependsOn() {
    Parameters parameters = Parameters.in(manager, 0);
    NDArray always = parameter(parameters, "always");
    NDArray sometimes = parameter(parameters, "sometimes");
    AdamW optimizer = new AdamW(parameters.trainable(), manager);
    List<Float> values = new ArrayList<>();
    for (int step = 0; step < 4; step++) {
      boolean isReached = step % 2 == 0;
      Gradients.backward(
          Gradients.recorded(
              () -> Ops.sum(Ops.scale(isReached ? Ops.add(always, sometimes) : always, 3))));
      optimizer.step(0.1, 0.01, 0);
      values.add(sometimes.getFloat(0));
    }

    assertThat(values.get(1)).isEqualTo(values.get(0)).isEqualTo(0.898999989f);
    assertThat(values.get(3)).isEqualTo(values.get(2)).isEqualTo(0.79810095f);
    AdamW.Slot slot = optimizer.slots().getLast();
    assertThat(slot.step().getFloat()).isEqualTo(2f);
    assertThat(slot.firstMoment().getFloat(0)).isEqualTo(0.57f);
    assertThat(optimizer.slots().getFirst().step().getFloat()).isEqualTo(4f);
  }

  private NDArray parameter(Parameters parameters, String name) {
    return parameters.create(
        new ParameterName("", "test", name), new Shape(1), new Init.Constant(1f));
  }

  @Test
  void clippingScalesTheTotalNorm() {
    NDArray a = manager.create(new float[] {3});
    NDArray b = manager.create(new float[] {4});

    NDArray norm = Gradients.clip(List.of(a, b), 1);

    assertThat(norm.getFloat()).isEqualTo(5f);
    assertThat(a.getFloat(0)).isCloseTo(0.6f, within(1e-5f));
    assertThat(b.getFloat(0)).isCloseTo(0.8f, within(1e-5f));
  }

  @Test
  void anInitialisationDoesNotDependOnTheOrderOfCreation() {
    ParameterName name = new ParameterName("layer", "loras", "lora_A");
    Parameters one = Parameters.in(manager, 5);
    Parameters other = Parameters.in(manager, 5);
    other.create(new ParameterName("x", "loras", "lora_A"), new Shape(3), new Init.Normal(1));

    float[] expected = one.create(name, new Shape(4), new Init.Normal(1)).toFloatArray();

    assertThat(other.create(name, new Shape(4), new Init.Normal(1)).toFloatArray())
        .isEqualTo(expected);
  }
}
