package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.api.web.Http.Answer;
import graft.inference.GenerationExecutor;
import graft.inference.GenerationRun;
import graft.inference.HeldLane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Requests beside each other, and beside whatever else the service does. */
class CompanyTest extends LanguageService {
  private static final List<String> PROMPTS =
      List.of("The soup", "a bus", "So much salt in it that", "b");

  @Autowired GenerationExecutor executor;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    callers.close();
  }

  private static Map<String, ?> body(String model, int request, int tokens) {
    return Map.of(
        "model",
        model,
        "prompt",
        PROMPTS.get(request % PROMPTS.size()),
        "seed",
        request,
        "temperature",
        request % 2,
        "max_tokens",
        tokens,
        "ignore_eos",
        true,
        "n",
        request % 2 == 0 ? 1 : 2);
  }

  private Answer ask(Map<String, ?> body) {
    return http.postJson(COMPLETIONS, body);
  }

  private CompletableFuture<Answer> asking(Map<String, ?> body) {
    return CompletableFuture.supplyAsync(() -> ask(body), callers);
  }

  @Test
  void tokensAreTheSameAloneAndInCompany() {
    List<Map<String, ?>> bodies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bodies.add(body("qwen3-a", i, 6 + 5 * i));
      bodies.add(body("mistral-c", i, 40 - 4 * i));
    }
    List<JsonNode> alone = bodies.stream().map(body -> ask(body).json().at("/choices")).toList();

    List<CompletableFuture<Answer>> asked = new ArrayList<>();
    try (HeldLane lane = new HeldLane(executor)) {
      for (Map<String, ?> body : bodies) {
        asked.add(asking(body));
        await().until(() -> lane.others() + done(asked) == asked.size());
        lane.step();
      }
    }

    for (int i = 0; i < bodies.size(); i++) {
      Answer answer = asked.get(i).join();
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.json().at("/choices")).as("request " + i).isEqualTo(alone.get(i));
    }
  }

  private static int done(List<CompletableFuture<Answer>> asked) {
    return (int) asked.stream().filter(CompletableFuture::isDone).count();
  }

  @Test
  void whoComesLaterDoesNotWaitForTheLongest() {
    try (HeldLane lane = new HeldLane(executor)) {
      CompletableFuture<Answer> longest = asking(body("qwen3-a", 0, 240));
      lane.awaitOthers(1);
      IntStream.range(0, 3).forEach(_ -> lane.step());
      CompletableFuture<Answer> shorter = asking(body("qwen3-a", 2, 4));
      lane.awaitOthers(2);

      // A step each time that it is looked at: far fewer than the longest takes.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            lane.step();
            return shorter.isDone();
          });
      assertThat(longest).isNotDone();
    }
  }

  @Test
  void aShortPredictionPassesALongText() {
    try (HeldLane lane = new HeldLane(executor)) {
      CompletableFuture<Answer> text = asking(body("qwen3-a", 0, 200));
      lane.awaitOthers(1);

      Answer judged =
          http.postJson(
              "/v1/models/qwen3-a/predict",
              Map.of("inputs", List.of("The soup"), "return", List.of("probabilities")));

      assertThat(judged.status()).as(judged.text()).isEqualTo(200);
      assertThat(text).isNotDone();
    }
  }

  @Test
  void oneRequestTooManyIsPutOff() {
    CountDownLatch release = new CountDownLatch(1);
    List<GenerationRun> runs = new ArrayList<>();
    Answer refused;
    try {
      while (executor.pending() < 256) {
        runs.add(executor.start("", false, (_, _) -> waiting(release)));
      }
      refused = ask(body("qwen3-a", 0, 4));
    } finally {
      release.countDown();
    }
    requirePutOff(refused, "256 requests for text wait or run");
    runs.forEach(run -> run.await(() -> false));
    await().until(() -> executor.pending() == 0);
    assertThat(ask(body("qwen3-a", 0, 4)).status()).isEqualTo(200);
  }

  @Test
  void tooManyTokensArePutOff() throws InterruptedException {
    CountDownLatch admitted = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    executor.start(
        "",
        false,
        (decoding, _) -> {
          decoding.admit(1 << 18);
          admitted.countDown();
          return waiting(release);
        });
    try {
      admitted.await();
      requirePutOff(ask(body("qwen3-a", 0, 4)), "262144 tokens are being generated");
      requirePutOff(
          ask(Map.of("model", "qwen3-a", "prompt", "a", "stream", true)), "tokens are being");
    } finally {
      release.countDown();
    }
    await().until(() -> executor.tokens() == 0);
  }

  private static <T> List<T> waiting(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private static void requirePutOff(Answer answer, String words) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.at("/error/code")).isEqualTo("rate_limit_exceeded");
    assertThat(answer.at("/error/type")).isEqualTo("rate_limit_exceeded");
    assertThat(answer.at("/error/message")).contains(words);
  }
}
