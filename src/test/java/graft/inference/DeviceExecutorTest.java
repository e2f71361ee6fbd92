package graft.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceExecutorTest {
  private static final DeviceId CPU = new DeviceId("cpu");

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch release = new CountDownLatch(1);
  private DeviceExecutor tasks = new DeviceExecutor(List.of(CPU), 1, Duration.ofMinutes(1));

  @AfterEach
  void close() {
    release.countDown();
    tasks.close();
    callers.close();
  }

  @Test
  void aTaskRunsOnItsDevicesOwnThread() {
    Thread first = tasks.call("tiny", _ -> Thread.currentThread());
    Thread second = tasks.call("other", _ -> Thread.currentThread());

    assertThat(first).isSameAs(second).isNotSameAs(Thread.currentThread());
    assertThat(first.isVirtual()).isFalse();
    assertThat(tasks.<DeviceId>call("tiny", device -> device)).isEqualTo(CPU);
  }

  @Test
  void aFullLaneIsBusyAtOnceAndFreeAgainLater() throws Exception {
    Future<String> running = callers.submit(() -> tasks.call("a", _ -> blocked("first")));
    await().until(() -> tasks.pending() == 1);
    Future<String> waiting = callers.submit(() -> tasks.call("a", _ -> "second"));
    await().until(() -> tasks.pending() == 2);

    assertThatThrownBy(() -> tasks.call("a", _ -> "third"))
        .hasMessage("cpu has 2 tasks, and takes no more")
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.BUSY, GraftException::code);

    release.countDown();
    assertThat(running.get()).isEqualTo("first");
    assertThat(waiting.get()).isEqualTo("second");
    assertThat(tasks.<String>call("a", _ -> "fourth")).isEqualTo("fourth");
  }

  @Test
  void patienceHasAnEnd() {
    tasks.close();
    tasks = new DeviceExecutor(List.of(CPU), 1, Duration.ofMillis(20));

    assertThatThrownBy(() -> tasks.call("a", _ -> blocked("never")))
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.BUSY, GraftException::code);
  }

  @Test
  void aTasksOwnFailureIsTheCallers() {
    GraftException own = new GraftException(ErrorCode.NOT_MERGEABLE, "prefixes do not merge");

    assertThatThrownBy(() ->
            tasks.call(
                "a",
                _ -> {
                  throw own;
                }))
        .isSameAs(own);
    assertThatThrownBy(() ->
            tasks.call(
                "a",
                _ -> {
                  throw new OutOfMemoryError();
                }))
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.OUT_OF_MEMORY, GraftException::code);
  }

  @Test
  void whatWorksOnTheSameModelStaysOnItsDevice() {
    List<DeviceId> devices = List.of(new DeviceId("cuda:0"), new DeviceId("cuda:1"));
    try (DeviceExecutor two = new DeviceExecutor(devices, 1, Duration.ofMinutes(1))) {
      Set<DeviceId> ofOne = new HashSet<>();
      Set<DeviceId> ofAll = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        ofOne.add(two.call("tiny", device -> device));
        ofAll.add(two.call("model-" + i, device -> device));
      }

      assertThat(ofOne).hasSize(1);
      assertThat(ofAll).containsExactlyInAnyOrderElementsOf(devices);
    }
  }

  private String blocked(String answer) {
    try {
      release.await();
      return answer;
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }
}
