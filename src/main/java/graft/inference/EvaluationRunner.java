package graft.inference;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.evaluation.Evaluation;
import graft.catalog.evaluation.Evaluations;
import graft.catalog.file.DataFiles;
import graft.database.DatabaseAway;
import graft.recipe.EvaluateSpec;
import graft.recipe.Recipes;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.job.EvaluationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the evaluations that wait, one at a time, on a thread of its own: between two slices of one,
 * predictions have their turn.
 */
public final class EvaluationRunner implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluationRunner.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Evaluations evaluations;
  private final Adapters adapters;
  private final DataFiles files;
  private final ArtifactLocator sources;
  private final Recipes recipes;
  private final DeviceExecutor tasks;
  private final EvaluationBell bell;
  private final IdSource ids;
  private final boolean isWorker;
  private volatile boolean isRunning;
  private Optional<Thread> thread = Optional.empty();

  /** What it needs of the rest of the node. */
  public record Surroundings(
      Evaluations evaluations,
      Adapters adapters,
      DataFiles files,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      EvaluationBell bell,
      IdSource ids) {}

  /**
   * @param isWorker whether this node runs any
   */
  public EvaluationRunner(Surroundings around, boolean isWorker) {
    this.evaluations = around.evaluations();
    this.adapters = around.adapters();
    this.files = around.files();
    this.sources = around.sources();
    this.recipes = around.recipes();
    this.tasks = around.tasks();
    this.bell = around.bell();
    this.ids = around.ids();
    this.isWorker = isWorker;
  }

  @Override
  public synchronized void start() {
    isRunning = true;
    if (isWorker) {
      thread = Optional.of(Thread.ofPlatform().name("evaluations").start(this::work));
    }
  }

  /** What runs goes back, and is run again from the start. */
  @Override
  public synchronized void stop() {
    isRunning = false;
    thread.ifPresent(Thread::interrupt);
    thread = Optional.empty();
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  private void work() {
    try {
      while (isRunning) {
        if (!runNext()) {
          bell.await(LOOK);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there was one. */
  private boolean runNext() {
    try {
      String run = ids.next();
      Optional<Evaluation> next = evaluations.claimOfAll(run);
      next.ifPresent(evaluation -> run(evaluation, run));
      return next.isPresent();
    } catch (RuntimeException e) {
      LOG.warn("Evaluations could not be looked for", e);
      return false;
    }
  }

  private void run(Evaluation evaluation, String run) {
    try {
      Path answers = Files.createTempFile("answers", ".csv");
      try {
        EvaluationReport report = evaluate(evaluation, answers, run);
        keep(evaluation, run, report, answers);
      } finally {
        Files.deleteIfExists(answers);
      }
    } catch (CancellationException stopped) {
      evaluations.requeue(evaluation.id(), run);
    } catch (Exception | OutOfMemoryError cause) {
      if (DatabaseAway.isReasonOf(cause)) {
        LOG.info("Evaluation {} is run again: the database does not answer", evaluation.id());
        return; // Nobody speaks for it any more, and so somebody takes it again.
      }
      // Whatever happens to an evaluation, its row says so.
      evaluations.fail(evaluation.id(), run, fault(evaluation, cause));
    }
  }

  private EvaluationReport evaluate(Evaluation evaluation, Path answers, String run) {
    AdapterEntry adapter = adapters.get(evaluation.owner(), evaluation.adapter());
    EvaluateSpec spec =
        new EvaluateSpec(
            sources.data(evaluation.owner(), evaluation.file()),
            evaluation.columns(),
            evaluation.setup(),
            sources.all(evaluation.owner(), evaluation.setup()),
            answers);
    try (SpokenFor turns =
        new SpokenFor(tasks.turns(evaluation.model()), evaluations, evaluation.id(), run)) {
      turns.start();
      return recipes.evaluate(sources.adapter(adapter), spec, turns, turns);
    }
  }

  private void keep(Evaluation evaluation, String run, EvaluationReport report, Path answers) {
    Optional<FileId> file =
        new PredictionFiles(files).keep(evaluation.owner(), evaluation.id(), answers);
    if (!evaluations.succeed(evaluation.id(), run, report, file)) {
      file.ifPresent(id -> files.delete(evaluation.owner(), id));
    }
  }

  private static Fault fault(Evaluation evaluation, Throwable cause) {
    if (cause instanceof GraftException known) {
      String pointer = known.faults().isEmpty() ? "" : known.faults().getFirst().pointer();
      return new Fault(pointer, known.code().wireName(), String.valueOf(known.getMessage()));
    }
    LOG.error("Evaluation {} failed", evaluation.id(), cause);
    return new Fault("", ErrorCode.INTERNAL.wireName(), "the evaluation failed unexpectedly");
  }
}
