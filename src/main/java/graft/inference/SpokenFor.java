package graft.inference;

import graft.catalog.evaluation.Evaluations;
import graft.catalog.evaluation.RowProgress;
import graft.recipe.Headway;
import graft.recipe.Turns;
import graft.spec.DeviceId;
import graft.spec.EvaluationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of a run of an evaluation. A thread of its own says every second that the run goes on,
 * and how far it is, whatever the run is at: reading a large file takes longer than a lost node may
 * keep silent. The first news come at once. When nobody wants the run any more, there is no further
 * turn.
 */
final class SpokenFor implements Turns, Consumer<Headway>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpokenFor.class);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;

  private final Turns turns;
  private final Evaluations evaluations;
  private final EvaluationId id;
  private final String run;
  private final CountDownLatch isClosed = new CountDownLatch(1);
  private volatile Optional<RowProgress> progress = Optional.empty();
  private volatile boolean isUnwanted;
  private Optional<Long> firstTurn = Optional.empty();

  /**
   * @param run the name that the evaluation was claimed under
   */
  SpokenFor(Turns turns, Evaluations evaluations, EvaluationId id, String run) {
    this.turns = turns;
    this.evaluations = evaluations;
    this.id = id;
    this.run = run;
  }

  void start() {
    Thread.ofVirtual().name("evaluation-beat").start(this::speak);
  }

  private void speak() {
    try {
      while (!isUnwanted && !isClosed.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        beat();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A database that is away for a moment takes nobody's run. */
  private synchronized void beat() {
    try {
      isUnwanted = !evaluations.beat(id, run, progress);
    } catch (RuntimeException e) {
      LOG.warn("Evaluation {} could not be spoken for", id, e);
    }
  }

  @Override
  public void accept(Headway headway) {
    long now = System.nanoTime();
    long began = firstTurn.orElse(now);
    firstTurn = Optional.of(began);
    double seconds = (now - began) / NANOS;
    Optional<Double> left =
        headway.share() > 0
            ? Optional.of(seconds * (1 - headway.share()) / headway.share())
            : Optional.empty();
    boolean isNews = progress.flatMap(RowProgress::secondsLeft).isEmpty();
    progress = Optional.of(new RowProgress(headway.rows(), headway.of(), left));
    if (isNews) {
      beat();
    }
  }

  @Override
  public DeviceId device() {
    return turns.device();
  }

  @Override
  public int most() {
    return turns.most();
  }

  @Override
  public <T> T next(long tokens, Supplier<T> piece) {
    if (isUnwanted) {
      throw new CancellationException("nobody wants evaluation " + id);
    }
    return turns.next(tokens, piece);
  }

  /** Silent from now on: what it says later would be of a run that has ended. */
  @Override
  public void close() {
    isClosed.countDown();
  }
}
