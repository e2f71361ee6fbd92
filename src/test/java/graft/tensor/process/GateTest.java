package graft.tensor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final int PLACES = 2;
  private static final int COMERS = 40;

  @Test
  void soManyAreInsideAtATimeAndNoMore() throws Exception {
    Gate gate = new Gate(PLACES);
    // None leaves alone: without two inside at a time this would not end.
    CyclicBarrier together = new CyclicBarrier(PLACES);
    AtomicInteger inside = new AtomicInteger();
    List<Future<Integer>> seen = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(COMERS)) {
      for (int i = 0; i < COMERS; i++) {
        seen.add(
            threads.submit(() -> {
              int[] most = {0};
              gate.inside(() -> {
                most[0] = inside.incrementAndGet();
                await(together);
                inside.decrementAndGet();
              });
              return most[0];
            }));
      }
      for (Future<Integer> each : seen) {
        assertThat(each.get(1, TimeUnit.MINUTES)).isBetween(1, PLACES);
      }
    }
  }

  @Test
  void whatFailsLeavesItsPlace() {
    Gate gate = new Gate(1);
    for (int i = 0; i < PLACES; i++) {
      assertThatThrownBy(() ->
              gate.inside(() -> {
                throw new IllegalStateException("failed");
              }))
          .hasMessage("failed");
    }
  }

  private static void await(CyclicBarrier together) {
    try {
      together.await(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
