package graft.generate.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import graft.generate.Choice;
import graft.generate.Generation;
import graft.generate.Prompt;
import graft.generate.Search;
import graft.model.BaseModel;
import graft.site.Setup;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ContinuousBatchingTest {
  private static final int NEW = 12;
  private static final Limits WIDE = new Limits(32, 1 << 14, 64);
  private static final BaseModel MODEL = Written.load("llama", "llama-a");
  private static final Decoder DECODER =
      new Decoder(MODEL, Written.head(MODEL), Setup.EMPTY, false);
  private static final Map<Integer, List<Integer>> ALONE = new HashMap<>();

  @AfterAll
  static void close() {
    MODEL.close();
  }

  private static int[] prompt(int length) {
    return IntStream.range(0, length).map(i -> 5 + (i * 31 + length * 7) % 200).toArray();
  }

  /** What a prompt gives by itself. */
  private static List<Integer> alone(int length) {
    return ALONE.computeIfAbsent(
        length,
        _ -> {
          try (ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE)) {
            Written written = Written.submit(batching, prompt(length), NEW);
            Written.finish(batching);
            return written.tokens;
          }
        });
  }

  @Test
  void aRowThatJoinsInTheMiddleGetsTheTokensThatItGetsAlone() {
    try (ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE)) {
      Map<Integer, Written> all = new HashMap<>();
      for (int length : new int[] {3, 20, 7, 40, 1, 12}) {
        all.put(length, Written.submit(batching, prompt(length), NEW));
        IntStream.range(0, 3).forEach(_ -> batching.step());
      }
      Written.finish(batching);
      all.forEach((length, written) -> assertThat(written.tokens).isEqualTo(alone(length)));
    }
  }

  /** There is room for two of the three at first, and for less than that as they grow. */
  @Test
  void whoFindsNoRoomWaitsAndIsReadAgain() {
    Limits narrow = new Limits(3, 60, 64);
    try (ContinuousBatching batching = new ContinuousBatching(DECODER, narrow)) {
      List<Written> all =
          IntStream.of(20, 19, 21)
              .mapToObj(length -> Written.submit(batching, prompt(length), NEW))
              .toList();
      Written.finish(batching);
      assertThat(all)
          .extracting(written -> written.tokens)
          .containsExactly(alone(20), alone(19), alone(21));
    }
  }

  @Test
  void aRequestThatIsCancelledLeavesTheOthersAlone() {
    try (ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE)) {
      Written first = Written.submit(batching, prompt(9), NEW);
      Written gone = Written.submit(batching, prompt(14), NEW);
      Written last = Written.submit(batching, prompt(5), NEW);
      Written never = Written.submit(batching, prompt(6), NEW);
      never.generation.cancel();
      while (gone.tokens.size() < 4) {
        batching.step();
      }
      gone.generation.cancel();
      Written.finish(batching);

      assertThat(gone.tokens).hasSize(4);
      assertThat(never.tokens).isEmpty();
      assertThat(failure(gone.generation)).isInstanceOf(CancellationException.class);
      assertThat(failure(never.generation)).isInstanceOf(CancellationException.class);
      assertThat(first.tokens).isEqualTo(alone(9));
      assertThat(last.tokens).isEqualTo(alone(5));
    }
  }

  private static Throwable failure(Generation generation) {
    return generation.ended().toCompletableFuture().exceptionNow();
  }

  @Test
  void aSearchThatFailsLeavesTheOthersAlone() {
    try (ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE)) {
      Written first = Written.submit(batching, prompt(9), NEW);
      Generation failing = batching.submit(new Prompt(prompt(4), 3), new Failing());
      Written last = Written.submit(batching, prompt(5), NEW);
      Written.finish(batching);

      assertThat(failure(failing)).isInstanceOf(ArithmeticException.class);
      assertThat(first.tokens).isEqualTo(alone(9));
      assertThat(last.tokens).isEqualTo(alone(5));
    }
  }

  /** Fails at its second step. */
  private static final class Failing implements Search {
    private int step;

    @Override
    public int rows() {
      return 1;
    }

    @Override
    public Choice advance(List<float[]> logits) {
      if (step++ > 0) {
        throw new ArithmeticException("no token is good enough");
      }
      return Choice.of(7);
    }
  }

  /** Three rows from one, which change places, end and multiply: each has its own past. */
  @Test
  void rowsFollowTheirParents() {
    Choice[] choices = {
      new Choice(new int[] {10, 20, 30}, new int[] {0, 0, 0}),
      new Choice(new int[] {11, 21, 12}, new int[] {2, 0, 2}),
      new Choice(new int[] {13, 14}, new int[] {1, 1}),
      new Choice(new int[] {15, 16, 17}, new int[] {1, 0, 1}),
      Choice.END
    };
    List<List<Integer>> texts =
        List.of(List.of(10, 21, 14, 15), List.of(10, 21, 13, 16), List.of(10, 21, 14, 17));
    List<float[]> last = new ArrayList<>();
    try (ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE)) {
      Written beside = Written.submit(batching, prompt(9), NEW);
      batching.step();
      batching.submit(new Prompt(prompt(6), 5), new Scripted(choices, last));
      Written.finish(batching);
      assertThat(beside.tokens).isEqualTo(alone(9));
    }
    for (int row = 0; row < 3; row++) {
      int[] whole =
          IntStream.concat(
                  IntStream.of(prompt(6)), texts.get(row).stream().mapToInt(Integer::intValue))
              .toArray();
      try (ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE)) {
        Written expected = Written.submit(batching, whole, 1);
        Written.finish(batching);
        assertThat(last.get(row)).containsExactly(expected.logits.getFirst(), within(1e-5f));
      }
    }
  }

  /**
   * @param last becomes the logits of the last step
   */
  private record Scripted(Choice[] choices, List<float[]> last, int[] step) implements Search {
    Scripted(Choice[] choices, List<float[]> last) {
      this(choices, last, new int[1]);
    }

    @Override
    public int rows() {
      return 3;
    }

    @Override
    public Choice advance(List<float[]> logits) {
      last.clear();
      last.addAll(logits);
      return choices[step[0]++];
    }
  }

  @Test
  void whatTheModelHasNoPositionsForIsRefused() {
    try (ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE)) {
      assertThatThrownBy(() -> Written.submit(batching, prompt(60), 5))
          .isInstanceOf(GraftException.class)
          .hasMessageContaining("65")
          .hasMessageContaining("64");
      Written fits = Written.submit(batching, prompt(60), 4);
      Written.finish(batching);
      assertThat(fits.tokens).hasSize(4);
    }
  }

  @Test
  void whoWaitsWhenItIsClosedHearsOfIt() {
    ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE);
    Written running = Written.submit(batching, prompt(3), NEW);
    batching.step();
    Written waiting = Written.submit(batching, prompt(4), NEW);
    batching.close();
    assertThat(failure(running.generation)).isInstanceOf(CancellationException.class);
    assertThat(failure(waiting.generation)).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> Written.submit(batching, prompt(3), 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void twoHundredRequestsLeaveNothingBehind() {
    NDManager manager = MODEL.newManager();
    try (ContinuousBatching batching = new ContinuousBatching(DECODER, WIDE, manager)) {
      int before = 0;
      for (int i = 0; i < 200; i++) {
        Written written = Written.submit(batching, prompt(1 + i % 9), 1 + i % 4);
        batching.step();
        if (i % 7 == 0) {
          written.generation.cancel();
        }
        if (i % 20 == 19) {
          Written.finish(batching);
          int now = held(manager);
          assertThat(now).isEqualTo(i == 19 ? now : before);
          before = now;
        }
      }
    }
    assertThat(manager.isOpen()).isFalse();
  }

  private static int held(NDManager manager) {
    return manager.getManagedArrays().size()
        + MODEL.tokenEmbedding().orElseThrow().getManager().getManagedArrays().size();
  }
}
