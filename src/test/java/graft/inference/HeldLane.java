package graft.inference;

import static org.awaitility.Awaitility.await;

import graft.generate.Generation;
import java.util.List;

/**
 * Holds a device's lane of generated text, so that a test lets it go on step by step: everybody who
 * generates there has one step for each. The lane is free again when this is closed, and all that
 * was asked for meanwhile is made by then.
 */
public final class HeldLane implements AutoCloseable {
  private static final int FREE = 1 << 20;

  private final SteppedGenerator generator = new SteppedGenerator();
  private final Generation generation = generator.submit();
  private final GenerationExecutor executor;

  public HeldLane(GenerationExecutor executor) {
    this.executor = executor;
    // Who has an answer already may still be about to leave.
    await().until(() -> executor.pending() == 0);
    executor.start(
        "",
        false,
        (decoding, _) -> {
          decoding.run(generator, List.of(generation));
          return List.of();
        });
    await().until(() -> generator.steps() == 1);
  }

  /** How many requests wait or run beside this one. */
  public int others() {
    return executor.pending() - 1;
  }

  /** Waits until there are so many. */
  public void awaitOthers(int number) {
    await().until(() -> others() == number);
  }

  /** Everybody may have a step more. */
  public void step() {
    generator.allow(1);
  }

  @Override
  public void close() {
    generation.cancel();
    generator.allow(FREE);
    await().until(() -> executor.pending() == 0);
  }
}
