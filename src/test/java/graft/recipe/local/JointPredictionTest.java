package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.recipe.ModelInSetup;
import graft.recipe.PredictSpec;
import graft.recipe.Turns;
import graft.spec.DeviceId;
import graft.spec.GraftException;
import graft.spec.job.SetupSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions that wait for the same adapter at the same time. */
class JointPredictionTest {
  @TempDir private Path directory;
  private Workbench bench;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<FutureTask<?>> pieces = new LinkedBlockingQueue<>();
  private final List<Long> beside = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    bench = new Workbench(directory);
    bench.train("adp-1", "lora", SetupSpec.NEW);
    bench.train("adp-2", "lora", SetupSpec.NEW);
  }

  @AfterEach
  void close() {
    requests.close();
    bench.close();
  }

  /** A device that waits for the test before it does anything. */
  private final class Held implements Turns {
    @Override
    public DeviceId device() {
      return Workbench.CPU;
    }

    @Override
    public int most() {
      return ALONE;
    }

    @Override
    public <T> T next(long tokens, Supplier<T> piece) {
      FutureTask<T> turn = new FutureTask<>(piece::get);
      pieces.add(turn);
      try {
        return turn.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException refused) {
          throw refused;
        }
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void readBeside(long tokens) {
      beside.add(tokens);
    }
  }

  private Future<List<Map<String, Object>>> ask(String id, String text) throws Exception {
    int before = pieces.size();
    Future<List<Map<String, Object>>> answer =
        requests.submit(() -> bench.recipes.predict(spec(id, text), new Held()));
    while (pieces.size() == before && !answer.isDone()) {
      Thread.onSpinWait();
    }
    return answer;
  }

  private PredictSpec spec(String id, String text) {
    return new PredictSpec(
        ModelInSetup.of(bench.source(id), SetupSpec.read(id), bench.adapters),
        List.of(Map.of("text", text)),
        Set.of("labels", "logits"));
  }

  private void run() throws InterruptedException {
    for (FutureTask<?> piece = pieces.poll(); piece != null; piece = pieces.poll()) {
      piece.run();
    }
  }

  /** The other adapter's row is of no use to them, nor is one of another length. */
  @Test
  void oneTurnAnswersAllThatWaitForTheSameAdapter() throws Exception {
    List<String> texts = List.of("Is there a bus?", "The soup needs salt.", "Where is it?");
    Future<List<Map<String, Object>>> first = ask("adp-1", texts.get(0));
    Future<List<Map<String, Object>>> other = ask("adp-2", texts.get(0));
    Future<List<Map<String, Object>>> second = ask("adp-1", texts.get(1));
    Future<List<Map<String, Object>>> longer = ask("adp-1", "the soup ".repeat(15));
    Future<List<Map<String, Object>>> third = ask("adp-1", texts.get(2));
    run();

    assertThat(beside).hasSize(3);
    assertThat(beside.get(0)).isPositive().isEqualTo(-beside.get(1) - beside.get(2));
    assertSame(first, "adp-1", texts.get(0));
    assertSame(other, "adp-2", texts.get(0));
    assertSame(second, "adp-1", texts.get(1));
    assertSame(longer, "adp-1", "the soup ".repeat(15));
    assertSame(third, "adp-1", texts.get(2));
  }

  @Test
  void whoComesLaterWaitsForItsOwnTurn() throws Exception {
    Future<List<Map<String, Object>>> first = ask("adp-1", "Is there a bus?");
    run();
    Future<List<Map<String, Object>>> second = ask("adp-1", "Is there a bus?");
    run();

    assertThat(beside).isEmpty();
    assertThat(second.get()).isEqualTo(first.get());
  }

  /** Its rows are in nobody's way, and what the others are answered is theirs. */
  @Test
  void whoIsRefusedLeavesTheOthersTheirAnswers() throws Exception {
    Future<List<Map<String, Object>>> first = ask("adp-1", "Is there a bus?");
    Future<List<Map<String, Object>>> refused = ask("adp-1", "a".repeat(1_000_001));
    Future<List<Map<String, Object>>> second = ask("adp-1", "The soup needs salt.");
    run();

    assertThat(refused.exceptionNow()).isInstanceOf(GraftException.class);
    assertSame(first, "adp-1", "Is there a bus?");
    assertSame(second, "adp-1", "The soup needs salt.");
  }

  /** As if it had been asked alone, but for the last digits: products of other sizes round so. */
  private void assertSame(Future<List<Map<String, Object>>> answer, String id, String text)
      throws Exception {
    Map<String, Object> alone =
        bench.recipes.predict(spec(id, text), Turns.alone(Workbench.CPU)).getFirst();
    Map<String, Object> joint = answer.get().getFirst();
    assertThat(joint.get("label")).isEqualTo(alone.get("label"));
    List<Double> logits = doubles(joint);
    List<Double> expected = doubles(alone);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(logits.get(i)).isCloseTo(expected.get(i), within(1e-5));
    }
  }

  private static List<Double> doubles(Map<String, Object> answer) {
    return ((List<?>) answer.get("logits"))
        .stream().map(value -> ((Number) value).doubleValue()).toList();
  }
}
