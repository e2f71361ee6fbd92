package graft.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.Activation;
import graft.spec.DeviceId;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The activations that learn, against their definitions. */
class NonlinearityTest {
  private static final float[] X = {-3, -0.5f, 0, 0.5f, 2};

  private final NDManager manager = Devices.manager(new DeviceId("cpu"));
  private final Parameters parameters = Parameters.in(manager, 1);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void preluStartsWithAQuarterBelowZero() {
    Nonlinearity prelu = create(Activation.PRELU);

    assertThat(prelu.of(manager.create(X)).toFloatArray())
        .containsExactly(-0.75f, -0.125f, 0, 0.5f, 2);
    assertThat(parameters.trainable())
        .extracting(parameter -> parameter.name().tensor())
        .containsExactly("1.f.weight");
  }

  @Test
  void xieluStartsWithFourFifthsOnBothSides() {
    Nonlinearity xielu = create(Activation.XIELU);

    assertThat(xielu.of(manager.create(X)).toFloatArray())
        .containsExactly(
            new float[] {0.13982965f, -0.16477547f, -7.999996e-7f, 0.45f, 4.2f}, within(1e-6f));
    assertThat(parameters.trainable())
        .extracting(parameter -> parameter.name().tensor())
        .containsExactly("1.f.alpha_p", "1.f.alpha_n");
    assertThat(parameters.all())
        .extracting(parameter -> parameter.name().tensor())
        .contains("1.f.beta", "1.f.eps");
  }

  /** softplus(-0.3) = 0.5543552, and with half more below zero 1.0543552. */
  @Test
  void xieluIsItsDefinitionWhereverItsNumbersWent() {
    Nonlinearity xielu = create(Activation.XIELU);
    for (Parameter parameter : parameters.trainable()) {
      parameters.set(parameter, new float[] {-0.3f}, new long[] {1});
    }

    double a = Math.log1p(Math.exp(-0.3));
    assertThat(xielu.of(manager.create(new float[] {-2, 3})).toFloatArray())
        .containsExactly(
            new float[] {(float) ((Math.expm1(-2) + 2) * (a + 0.5) - 1), (float) (9 * a + 1.5)},
            within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource({"PRELU, 1", "XIELU, 2"})
  void whatLearnsGetsGradientsInTheModelsOwnType(Activation activation, int trained) {
    Nonlinearity function = create(activation);
    NDArray x = Ops.toBfloat16(manager.create(X));

    NDArray loss = Gradients.recorded(() -> Ops.sum(Ops.toFloat(function.of(x))));
    Gradients.backward(loss);

    assertThat(parameters.trainable())
        .hasSize(trained)
        .allSatisfy(parameter ->
            assertThat(Gradients.of(parameter.value()))
                .hasValueSatisfying(gradient -> assertThat(gradient.getFloat(0)).isNotZero()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"PRELU", "XIELU"})
  void aModelThatDoesNotLearnHasNoPlaceForThem(Activation activation) {
    assertThat(activation.learns()).isTrue();
    assertThatThrownBy(() -> Ops.activation(activation, manager.create(X)))
        .hasMessageContaining("needs tensors of its own");
  }

  private Nonlinearity create(Activation activation) {
    return Nonlinearity.of(
        activation,
        (name, init, isTrained, shape) ->
            parameters.create(
                new ParameterName("layer", "adapters", "1." + name),
                new Shape(shape),
                init,
                OptionalLong.empty(),
                isTrained));
  }
}
