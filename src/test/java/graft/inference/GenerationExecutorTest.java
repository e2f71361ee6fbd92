package graft.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import graft.generate.Generation;
import graft.recipe.generate.TextDelta;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationExecutorTest {
  private static final int MANY = 1 << 20;

  private final SteppedGenerator generator = new SteppedGenerator();
  private final CountDownLatch release = new CountDownLatch(1);
  private final GenerationExecutor executor =
      new GenerationExecutor(List.of(new DeviceId("cpu")), new TextLimits(2, 100));

  @AfterEach
  void close() {
    release.countDown();
    generator.allow(MANY);
    executor.close();
  }

  private static GenerationExecutor.Work running(SteppedGenerator on, Generation request) {
    return (decoding, _) -> {
      decoding.run(on, List.of(request));
      return List.of();
    };
  }

  /** A request that holds tokens until the test ends. */
  private GenerationRun holding(long tokens, CountDownLatch admitted) {
    return executor.start(
        "a",
        false,
        (decoding, _) -> {
          decoding.admit(tokens);
          admitted.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of();
        });
  }

  @Test
  void aRequestHasItsPlaceUntilItsTextIsThere() {
    GenerationRun run = executor.start("a", false, running(generator, generator.submit(3)));
    assertThat(executor.pending()).isEqualTo(1);

    generator.allow(3);

    assertThat(run.await(Client.PATIENT)).isEmpty();
    await().until(() -> executor.pending() == 0);
    assertThat(generator.steps()).isEqualTo(3);
  }

  @Test
  void oneRequestMoreThanThereMayBeIsPutOff() throws Exception {
    CountDownLatch admitted = new CountDownLatch(2);
    GenerationRun first = holding(1, admitted);
    var _ = holding(1, admitted);
    admitted.await();

    assertThatThrownBy(() -> holding(1, admitted))
        .hasMessageContaining("2 requests for text wait or run")
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.RATE_LIMIT_EXCEEDED, GraftException::code);

    release.countDown();
    first.await(Client.PATIENT);
    await().until(() -> executor.pending() == 0);
    holding(1, admitted).await(Client.PATIENT);
  }

  @Test
  void tokensOnTheirWayAreBoundedButForWhoeverIsAlone() throws Exception {
    CountDownLatch admitted = new CountDownLatch(1);
    GenerationRun alone = holding(1000, admitted);
    admitted.await();
    assertThat(executor.tokens()).isEqualTo(1000);

    GenerationRun second = holding(1, new CountDownLatch(1));

    assertThatThrownBy(() -> second.await(Client.PATIENT))
        .hasMessageContaining("1000 tokens are being generated or waited for, and 1 more")
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.RATE_LIMIT_EXCEEDED, GraftException::code);
    release.countDown();
    alone.await(Client.PATIENT);
    await().until(() -> executor.tokens() == 0);
  }

  @Test
  void whoLeavesIsGoneAfterTheNextStep() {
    GenerationRun run = executor.start("a", false, running(generator, generator.submit()));
    await().until(() -> generator.steps() == 1);

    assertThatThrownBy(() -> run.await(() -> true))
        .hasMessageContaining("the client closed the connection")
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.BUSY, GraftException::code);
    generator.allow(1);

    await().until(() -> executor.pending() == 0);
    assertThat(generator.steps()).isEqualTo(1);
  }

  @Test
  void whoHasLeftBeforeItBeganHasOneStepAtMost() {
    CountDownLatch cancelled = new CountDownLatch(1);
    Generation request = generator.submit();
    GenerationRun run =
        executor.start(
            "a",
            false,
            (decoding, _) -> {
              try {
                cancelled.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              decoding.run(generator, List.of(request));
              return List.of();
            });
    run.cancel();
    cancelled.countDown();
    generator.allow(MANY);

    await().until(() -> executor.pending() == 0);
    assertThat(generator.steps()).isLessThanOrEqualTo(1);
  }

  @Test
  void newsComeInOrderAndThenTheFailure() {
    GenerationRun run =
        executor.start(
            "a",
            true,
            (_, news) -> {
              tell(news, "so");
              tell(news, " good");
              throw new GraftException(ErrorCode.DIVERGED, "too large");
            });

    assertThat(run.next(Client.PATIENT)).map(TextDelta::text).hasValue("so");
    assertThat(run.next(Client.PATIENT)).map(TextDelta::text).hasValue(" good");
    assertThatThrownBy(() -> run.next(Client.PATIENT))
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.DIVERGED, GraftException::code);
  }

  private static void tell(Consumer<TextDelta> news, String text) {
    news.accept(new TextDelta(0, 0, text, List.of(), Optional.empty()));
  }

  @Test
  void whoeverWaitsIsToldWhenTheServiceEnds() {
    GenerationRun run = executor.start("a", false, running(generator, generator.submit()));
    await().until(() -> generator.steps() == 1);

    executor.close();
    generator.allow(MANY);

    assertThatThrownBy(() -> run.await(Client.PATIENT))
        .hasMessageContaining("shutting down")
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.BUSY, GraftException::code);
  }
}
