package graft.adapter.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.Activation;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.HostMemory;
import graft.tensor.Nonlinearity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two couplings, by hand. */
class CouplingTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Devices.manager(new DeviceId("cpu"));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** By hand, with one element a half: F and G are 1 · relu(2 · x + 0.5) - 0.25. */
  @Test
  void niceAddsToOneHalfWhatTheOtherSays() {
    Subnetwork same =
        new Subnetwork(
            new Dense(manager.create(new float[][] {{2}}), manager.create(new float[] {0.5f})),
            new Nonlinearity.Fixed(Activation.RELU),
            new Dense(manager.create(new float[][] {{1}}), manager.create(new float[] {-0.25f})));
    NDArray x = manager.create(new float[] {1, 3}, new Shape(1, 1, 2));

    NDArray y = new Nice(1, same, same).forward(x, Pass.of(Setup.EMPTY));

    assertThat(HostMemory.floats(y)).containsExactly(new float[] {7.25f, 17.75f}, within(1e-6f));
  }

  /** By hand: both subnetworks say the logarithm 1 and the shift 2, whatever they see. */
  @Test
  void glowScalesAndShiftsEachHalf() {
    Subnetwork constant =
        new Subnetwork(
            new Dense(manager.create(new float[][] {{0}}), manager.create(new float[] {0})),
            new Nonlinearity.Fixed(Activation.RELU),
            new Dense(
                manager.create(new float[][] {{0}, {0}}), manager.create(new float[] {1, 2})));
    NDArray x = manager.create(new float[] {1, 3}, new Shape(1, 1, 2));

    NDArray y = new Glow(1, constant, constant).forward(x, Pass.of(Setup.EMPTY));

    float scale = (float) Math.exp(5 * 0.636 * Math.atan(0.2));
    assertThat(HostMemory.floats(y))
        .containsExactly(new float[] {scale + 2, 3 * scale + 2}, within(1e-5f));
  }
}
