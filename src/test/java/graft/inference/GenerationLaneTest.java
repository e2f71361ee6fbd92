package graft.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import graft.generate.Generation;
import graft.spec.DeviceId;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationLaneTest {
  private static final int MANY = 1 << 20;

  private final GenerationLane lane = new GenerationLane(new DeviceId("cpu"));
  private final SteppedGenerator first = new SteppedGenerator();
  private final SteppedGenerator second = new SteppedGenerator();

  @AfterEach
  void close() {
    first.allow(MANY);
    second.allow(MANY);
    lane.close();
  }

  private static boolean isOver(Generation generation) {
    return generation.ended().toCompletableFuture().isDone();
  }

  @Test
  void generatorsTakeStepsInTurns() {
    Generation running = first.submit();
    lane.wake(first);
    await().until(() -> first.steps() == 1);
    Generation short2 = second.submit(2);
    lane.wake(second);
    second.allow(2);

    first.allow(1);
    await().until(() -> first.steps() == 2);
    assertThat(second.steps()).isEqualTo(1);
    first.allow(1);
    await().until(() -> first.steps() == 3);

    assertThat(second.steps()).isEqualTo(2);
    assertThat(isOver(short2)).isTrue();
    assertThat(isOver(running)).isFalse();
  }

  @Test
  void whoIsWokenTwiceHasOneTurn() {
    Generation request = first.submit(1);
    // Woken again while it is at work it has another turn, in which there is nothing to do.
    first.allow(2);
    lane.wake(first);
    lane.wake(first);
    await().until(() -> isOver(request));
    Generation other = second.submit(1);
    second.allow(1);
    lane.wake(second);
    await().until(() -> isOver(other));

    assertThat(first.steps()).isBetween(1, 2);
  }

  @Test
  void aGeneratorThatThrowsIsClosedAndTheOthersGoOn() {
    Generation broken = first.submit();
    Generation whole = second.submit(2);
    first.fault = new IllegalStateException("on purpose");
    first.allow(1);
    second.allow(2);
    lane.wake(first);
    lane.wake(second);

    await().until(() -> isOver(whole));

    assertThat(first.isClosed).isTrue();
    assertThat(isOver(broken)).isTrue();
  }

  @Test
  void whoSettlesWaitsForTheStepInProgress() throws Exception {
    Generation request = first.submit();
    lane.wake(first);
    await().until(() -> first.steps() == 1);
    request.cancel();
    Thread settling = Thread.ofPlatform().start(() -> lane.settle(first));
    await().until(() -> settling.getState() == Thread.State.WAITING);

    first.allow(1);

    settling.join();
    assertThat(isOver(request)).isTrue();
    lane.settle(second);
  }

  @Test
  void aClosedLaneTakesNothing() {
    lane.close();
    assertThatThrownBy(() -> lane.wake(first)).isInstanceOf(CancellationException.class);
  }
}
