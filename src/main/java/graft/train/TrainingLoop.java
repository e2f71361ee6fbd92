package graft.train;

import ai.djl.ndarray.NDManager;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Progress;
import graft.spec.evaluation.EvaluationSpec.Keep;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import graft.spec.job.Work.Phase;
import graft.tensor.AdamW;
import graft.tensor.Gradients;
import graft.tensor.Parameter;
import graft.tensor.change.SelfChange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Trains a model with AdamW. Owns the moments until it is closed; the parameters are the caller's.
 * Made outside of any {@link graft.tensor.Scope}, and used by one thread.
 *
 * @param <B> a batch
 */
public final class TrainingLoop<B> implements AutoCloseable {
  private final TrainingPlan plan;
  private final Trainable<B> trainable;
  private final Batches<B> batches;
  private final Optional<Evaluator> evaluator;
  private final Optional<BestMetric> criterion;
  private final LongSupplier nanos;
  private final StepSchedule timetable;
  private final LearningRate learningRate;
  private final NDManager manager;
  private final TrainableState weights;
  private final OptimizerStep<B> optimizerStep;
  private final Stopwatch watch;

  private int step;
  private long tokens;
  private EvaluationHistory standing = EvaluationHistory.NONE;
  private LossCourse course = LossCourse.NONE;
  private int loadedEpoch = -1;
  private List<B> epoch = List.of();

  /**
   * A training that has yet to begin.
   *
   * @param nanos a clock like {@link System#nanoTime}
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if there is nothing to train, or if the
   *     evaluator does not measure what shall decide
   */
  public TrainingLoop(
      TrainingPlan plan,
      Trainable<B> trainable,
      Batches<B> batches,
      Optional<Evaluator> evaluator,
      LongSupplier nanos) {
    List<Parameter> parameters = List.copyOf(trainable.parameters());
    if (parameters.isEmpty()) {
      throw new GraftException(ErrorCode.INVALID_SPEC, "no tensor is trainable");
    }
    this.plan = plan;
    this.trainable = trainable;
    this.batches = batches;
    this.evaluator = evaluator;
    this.nanos = nanos;
    criterion = evaluator.map(some -> BestMetric.of(plan.evaluation(), some));
    timetable = StepSchedule.of(plan.training(), plan.evaluation(), batches.perEpoch());
    learningRate = LearningRate.of(plan.training(), timetable.totalSteps());
    manager = parameters.getFirst().value().getManager().newSubManager();
    AdamW optimizer = new AdamW(parameters, manager);
    List<SelfChange.Course> changes =
        trainable.changes().stream()
            .map(change -> change.begin(manager, timetable.totalSteps()))
            .toList();
    weights = new TrainableState(parameters, optimizer, changes);
    watch = new Stopwatch(nanos);
    optimizerStep = new OptimizerStep<>(plan, trainable, optimizer, manager, changes, watch);
  }

  /** Optimizer steps of the whole training, those that are done included. */
  public int totalSteps() {
    return timetable.totalSteps();
  }

  /** Optimizer steps that are done. */
  public int step() {
    return step;
  }

  /** How far it is; before the first step its loss is not a number. */
  public Progress progress() {
    double loss = course.last().isEmpty() ? Double.NaN : course.last().getLast();
    double rate = step == 0 ? 0 : learningRate.at(step - 1);
    return progress(loss, rate, 0, Double.NaN);
  }

  /** Trains until the end, or until the listener wishes otherwise; then it may be run again. */
  public TrainingResult run(TrainingCallback listener) {
    Throughput pace = new Throughput(nanos);
    evaluateIfDue(listener, pace);
    while (step < timetable.totalSteps() && !isOutOfPatience()) {
      RunDirective wish = listener.afterStep(takeStep(listener, pace));
      if (wish != RunDirective.GO_ON) {
        return new TrainingResult.Stopped(wish, step);
      }
      evaluateIfDue(listener, pace);
      listener.settled(step);
    }
    return finish(listener);
  }

  private Progress takeStep(TrainingCallback listener, Throughput pace) {
    watch.start();
    List<B> group = batchesOfStep();
    watch.lap(Phase.DATA);
    double rate = learningRate.at(step);
    double loss =
        optimizerStep.take(step, group, timetable.firstPass(step), rate, listener::warned);
    long seen = group.stream().mapToLong(trainable::tokens).sum();
    tokens += seen;
    course = course.after(loss);
    step++;
    pace.stepDone(seen);
    listener.worked(new Work.Step(watch.times(), seen, padding(group)));
    return progress(loss, rate, pace);
  }

  /** Evaluates the step that is done, unless that was done before. */
  private void evaluateIfDue(TrainingCallback listener, Throughput pace) {
    boolean isDone = standing.latest().filter(latest -> latest.step() == step).isPresent();
    if (step == 0 || evaluator.isEmpty() || !timetable.isEvaluationDue(step) || isDone) {
      return;
    }
    watch.start();
    Map<String, Double> metrics = evaluate(evaluator.get(), criterion.orElseThrow());
    watch.lap(Phase.EVALUATION);
    listener.worked(new Work.Evaluation(watch.time(Phase.EVALUATION)));
    listener.evaluated(step, metrics);
    pace.evaluationDone();
  }

  /** The whole state, to go on from in a new loop; asked between two steps. */
  public TrainingState state() {
    return new TrainingState(
        plan.seed(), step, tokens, weights.state(), weights.memory(), standing, course);
  }

  /**
   * Takes the place of the training that the state was read from; its plan, data and tensors are
   * the same.
   *
   * @throws IllegalArgumentException if seed, names or sizes differ
   */
  public void resume(TrainingState state) {
    if (state.seed() != plan.seed()) {
      throw new IllegalArgumentException(
          "expected the state of seed %d, found %d".formatted(plan.seed(), state.seed()));
    }
    weights.restore(state.tensors(), state.memory());
    step = state.step();
    tokens = state.tokens();
    standing = state.standing();
    course = state.course();
  }

  @Override
  public void close() {
    optimizerStep.close();
    manager.close();
  }

  private List<B> batchesOfStep() {
    if (timetable.epoch(step) != loadedEpoch) {
      loadedEpoch = timetable.epoch(step);
      epoch = batches.epoch(loadedEpoch);
    }
    return List.copyOf(epoch.subList(timetable.firstBatch(step), timetable.endBatch(step)));
  }

  private long padding(List<B> group) {
    return group.stream().mapToLong(trainable::padding).sum();
  }

  private boolean isOutOfPatience() {
    return plan.evaluation()
        .earlyStoppingPatience()
        .filter(patience -> standing.withoutBetter() >= patience)
        .isPresent();
  }

  private Map<String, Double> evaluate(Evaluator on, BestMetric by) {
    Evaluation evaluation = new Evaluation(step, Gradients.off(on::evaluate));
    standing = standing.after(evaluation, by, weights::values);
    return evaluation.metrics();
  }

  private Progress progress(double loss, double rate, Throughput pace) {
    int stepsLeft = timetable.totalSteps() - step;
    int evaluationsLeft = evaluator.isPresent() ? timetable.evaluationsAfter(step) : 0;
    return progress(
        loss, rate, pace.tokensPerSecond(), pace.secondsLeft(stepsLeft, evaluationsLeft));
  }

  private Progress progress(double loss, double rate, double tokensPerSecond, double secondsLeft) {
    return new Progress(
        step,
        timetable.totalSteps(),
        timetable.epochsDone(step),
        loss,
        rate,
        tokensPerSecond,
        secondsLeft,
        tokens);
  }

  private TrainingResult finish(TrainingCallback listener) {
    boolean keepBest = plan.evaluation().keep() == Keep.BEST;
    Optional<EvaluationHistory.Best> best = standing.best().filter(some -> keepBest);
    best.ifPresent(some -> weights.set(some.values()));
    weights.requireFinite();
    Optional<Evaluation> kept = best.map(EvaluationHistory.Best::evaluation).or(standing::latest);
    remark(kept, listener);
    return new TrainingResult.Finished(step, kept, standing.latest(), tokens);
  }

  private void remark(Optional<Evaluation> kept, TrainingCallback listener) {
    String metric = criterion.map(BestMetric::metric).orElse("");
    if (step < timetable.totalSteps()) {
      listener.remarked(
          "Early stopping at step %d of %d: no better %s for %d evaluations"
              .formatted(step, timetable.totalSteps(), metric, standing.withoutBetter()));
    }
    kept.ifPresent(evaluation ->
        listener.remarked(
            String.format(
                Locale.ROOT,
                "The weights of step %d are kept: %s=%.4g",
                evaluation.step(),
                metric,
                criterion.orElseThrow().value(evaluation))));
    if (course.rose()) {
      listener.warned(
          String.format(
              Locale.ROOT,
              "The training loss ended above where it began (%.4g, mean of the last ten steps; %.4g"
                  + " at first): a lower learning_rate than %s may learn more",
              course.ended(),
              course.began(),
              plan.training().peakRate()));
    }
  }
}
