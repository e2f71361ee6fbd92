package graft.dispatch.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What Linux says of a thread that trains. */
@EnabledOnOs(OS.LINUX)
class BatchThreadTest {
  /** Fields of {@code /proc/thread-self/stat}, counted from the one behind the name. */
  private static final int NICE = 16;

  private static final int POLICY = 38;
  private static final int SCHED_BATCH = 3;

  @Test
  void itGivesWayAndLeavesTheOthersAsTheyAre() throws InterruptedException {
    List<String> before = stat();
    List<String> seen = new ArrayList<>();

    Thread thread = Thread.ofPlatform().start(BatchThread.of(() -> seen.addAll(stat())));
    thread.join();

    assertThat(seen.get(POLICY)).isEqualTo(Integer.toString(SCHED_BATCH));
    assertThat(seen.get(NICE)).isEqualTo(before.get(NICE));
    assertThat(stat().get(POLICY)).isEqualTo(before.get(POLICY));
  }

  private static List<String> stat() {
    try {
      String text = Files.readString(Path.of("/proc/thread-self/stat"));
      return List.of(text.substring(text.lastIndexOf(')') + 2).split(" "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
