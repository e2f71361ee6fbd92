package graft.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.management.ThreadMXBean;
import graft.spec.DeviceId;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostMemoryTest {
  private static final int ROWS = 2500;
  private static final int WIDTH = 1024;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lookingAtAllElementsTakesNothingOfTheHeap(boolean asBfloat16) {
    try (NDManager manager = Devices.manager(new DeviceId("cpu"))) {
      NDArray floats = manager.arange(ROWS * WIDTH).div(WIDTH).floor().reshape(ROWS, WIDTH);
      NDArray array = asBfloat16 ? Ops.toBfloat16(floats.mod(100)) : floats.mod(100);
      AtomicLong sum = new AtomicLong();
      HostMemory.floats(array, some -> sum.addAndGet((long) some.get(0)));

      long before = threads.getCurrentThreadAllocatedBytes();
      HostMemory.floats(
          array,
          some -> {
            long here = 0;
            for (int i = 0; i < some.limit(); i++) {
              here += (long) some.get(i);
            }
            sum.addAndGet(here);
          });

      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 18);
      // Beside the firsts of the pieces, each of 1024 rows: 25 times 0 to 99, 1024 of each.
      assertThat(sum.get()).isEqualTo(0 + 24 + 48 + 25L * 4950 * WIDTH);
    }
  }

  @Test
  void elementsComeInTheOrderOfTheRowsHoweverTheyLie() {
    try (NDManager manager = Devices.manager(new DeviceId("cpu"))) {
      NDArray turned = manager.arange(6f).reshape(new Shape(2, 3)).transpose();

      HostMemory.floats(
          turned,
          some -> {
            float[] all = new float[some.remaining()];
            some.get(all);
            assertThat(all).containsExactly(0, 3, 1, 4, 2, 5);
          });
    }
  }
}
