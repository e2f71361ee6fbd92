package graft.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.DeviceId;
import graft.tensor.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceMasksTest {
  /** Seeds and sites whose keys have either sign, and sizes that four do not divide. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, a, 0.1, 1, 0",
    "1, 0, a, 0.5, 4, 1",
    "7, 3, encoder.layer.0.output, 0.1, 1021, 3",
    "42, 123456789, 2:encoder.layer.11.attention, 0.9, 4099, 2",
    "2147483647, 281474976710656, 1#lm_head, 0.3, 65537, 5",
    "-5, 9, x, 0.00001, 262144, 7",
  })
  void theTensorOperationsDropWhatTheHostDrops(
      long seed, long pass, String site, double p, int size, int before) {
    try (NDManager manager = Devices.manager(new DeviceId("cpu"))) {
      NDArray ones = manager.ones(new Shape(1, size));
      float[] onHost = Masks.of(seed, pass).ofRows(before, 1).dropout(ones, p, site).toFloatArray();
      int dropped = (int) Math.round(p * 65536);
      NDArray survivors =
          DeviceMasks.survivors(
              ones,
              ones.getShape(),
              (long) before * size,
              dropped,
              CounterRandom.of(seed, pass, site));
      float[] there = Ops.scale(Ops.toFloat(survivors), 65536f / (65536 - dropped)).toFloatArray();
      assertThat(survivors.getShape()).isEqualTo(ones.getShape());
      assertThat(there).isEqualTo(onHost);
    }
  }

  @Test
  void rowsAloneHaveTheMasksThatTheyHaveAmongOthers() {
    try (NDManager manager = Devices.manager(new DeviceId("cpu"))) {
      Masks masks = Masks.of(3, 4);
      float[] all = masks.dropout(manager.ones(new Shape(7, 5)), 0.4, "x").toFloatArray();
      float[] some =
          masks.ofRows(2, 3).dropout(manager.ones(new Shape(3, 5)), 0.4, "x").toFloatArray();
      assertThat(some).isEqualTo(Arrays.copyOfRange(all, 10, 25)).contains(0f);
    }
  }
}
