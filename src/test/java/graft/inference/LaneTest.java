package graft.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final DeviceId CPU = new DeviceId("cpu");
  private static final long MANY = 10_000;

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final Lane lane = new Lane(CPU);

  @AfterEach
  void close() {
    release.countDown();
    lane.close();
  }

  @Test
  void whatIsShortGoesBeforeWhatIsLongButNotForEver() throws Exception {
    lane.put(MANY, this::block);
    begun.await();
    List<FutureTask<?>> all = new ArrayList<>();
    all.add(lane.put(MANY, () -> done.add("long 1")));
    all.add(lane.put(MANY, () -> done.add("long 2")));
    for (int i = 1; i <= 10; i++) {
      String name = "short " + i;
      all.add(lane.put(1, () -> done.add(name)));
    }

    release.countDown();
    for (FutureTask<?> piece : all) {
      piece.get();
    }

    assertThat(done).startsWith("short 1", "short 2").endsWith("short 10", "long 2");
    assertThat(done.indexOf("long 1")).isEqualTo(8);
  }

  @Test
  void aTaskWhoseClientHasGoneHasNoFurtherTurn() throws Exception {
    AtomicBoolean isGone = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(1);
    try (DeviceExecutor tasks = new DeviceExecutor(List.of(CPU), 4, Duration.ofMinutes(1));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> waiting =
          callers.submit(() ->
              tasks.inTurns(
                  "key",
                  isGone::get,
                  turns -> {
                    try {
                      while (true) {
                        turns.next(MANY, () -> done.add("slice"));
                        begun.countDown();
                      }
                    } finally {
                      ended.countDown();
                    }
                  }));
      begun.await();
      isGone.set(true);

      assertThatThrownBy(waiting::get)
          .cause()
          .isInstanceOf(GraftException.class)
          .hasMessage("the client closed the connection before it was answered")
          .returns(ErrorCode.BUSY, e -> ((GraftException) e).code());
      ended.await();
      assertThat(tasks.<String>call("key", _ -> "free")).isEqualTo("free");
    }
  }

  @Test
  void aCheckWaitsForNothingOnADevice() {
    try (DeviceExecutor tasks = new DeviceExecutor(List.of(CPU), 4, Duration.ofMinutes(1));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> blocking = callers.submit(() -> tasks.call("key", _ -> block()));

      assertThat(tasks.<String>check(() -> "checked")).isEqualTo("checked");
      assertThat(blocking).isNotDone();
      release.countDown();
    }
  }

  private String block() {
    begun.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "released";
  }
}
