package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.metric.ClassificationMetrics;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.evaluation.AnswerSample;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.evaluation.EvaluationSpec.Keep;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import graft.spec.job.Work.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
  private static final List<Rows> DATA = Rows.batches(5, 8, 3);

  private final TinyClassifier model = new TinyClassifier(1, 0);

  @AfterEach
  void close() {
    model.close();
  }

  private static TrainingLoop<Rows> loop(
      TrainingPlan plan, TinyClassifier model, Optional<Evaluator> evaluator) {
    return new TrainingLoop<>(
        plan, model, Rows.shuffled(DATA, Plans.SEED), evaluator, System::nanoTime);
  }

  private static TrainingLoop<Rows> loop(
      TrainingPlan plan, Trainable<Rows> model, List<Rows> batches) {
    return new TrainingLoop<>(
        plan, model, Rows.inOrder(batches), Optional.empty(), System::nanoTime);
  }

  @Test
  void theModelLearnsWhatTheDataShows() {
    Rows all = Rows.joined(DATA);
    Diary diary = Diary.goingOn();

    try (TrainingLoop<Rows> loop = loop(Plans.of(60), model, Optional.empty())) {
      loop.run(diary);
    }

    List<Double> losses = diary.losses();
    assertThat(losses).hasSize(60);
    assertThat(losses.getLast()).isLessThan(losses.getFirst() / 2);
    assertThat(share(model.predict(all), all.classes())).isGreaterThan(0.8);
  }

  @Test
  void eachStepIsTimedAndTheEvaluationBehindItApart() {
    Diary diary = Diary.goingOn();
    long[] clock = {0};
    TrainingPlan plan = Plans.of(4, 2, Plans.every(2, Optional.empty(), Keep.LAST));

    try (TrainingLoop<Rows> loop =
        new TrainingLoop<>(
            plan,
            model,
            Rows.inOrder(DATA.subList(0, 4)),
            scripted(model, 0.5, 0.5),
            () -> clock[0]++)) {
      loop.run(diary);
    }

    assertThat(diary.works)
        .extracting(work -> work.getClass().getSimpleName())
        .containsExactly("Step", "Step", "Evaluation", "Step", "Step", "Evaluation");
    assertThat(diary.works)
        .filteredOn(work -> work instanceof Work.Step)
        .allSatisfy(work -> {
          Work.Step step = (Work.Step) work;
          // A look at the clock for each phase, and for two passes.
          assertThat(step.time())
              .containsEntry(Phase.DATA, Duration.ofNanos(1))
              .containsEntry(Phase.WAITING, Duration.ofNanos(2))
              .containsEntry(Phase.FORWARD, Duration.ofNanos(2))
              .containsEntry(Phase.BACKWARD, Duration.ofNanos(3))
              .containsEntry(Phase.OPTIMIZER, Duration.ofNanos(1));
          assertThat(step.took()).isEqualTo(Duration.ofNanos(9));
          assertThat(step.padding()).isEqualTo(2);
        });
    assertThat(diary.works).contains(new Work.Evaluation(Duration.ofNanos(1)));
  }

  @Test
  void fourSmallBatchesWithUnequalTargetsAreOneBigBatch() {
    List<Rows> small = new ArrayList<>(Rows.batches(3, 2, 5));
    small.add(Rows.batches(1, 3, 6).getFirst());
    Diary big = Diary.goingOn();
    Diary accumulated = Diary.goingOn();

    try (TinyClassifier other = new TinyClassifier(1, 0);
        TrainingLoop<Rows> one = loop(Plans.of(10), model, List.of(Rows.joined(small)));
        TrainingLoop<Rows> four = loop(Plans.of(10, 4, EvaluationSpec.DEFAULTS), other, small)) {
      one.run(big);
      four.run(accumulated);
    }

    assertThat(accumulated.losses()).hasSize(10);
    for (int i = 0; i < 10; i++) {
      assertThat(accumulated.losses().get(i)).isCloseTo(big.losses().get(i), within(1e-6));
    }
  }

  @Test
  void whereTheDeviceHasTooLittleMemoryABatchIsComputedInSmallerPartsWithTheSameMasks() {
    List<Rows> batches = new ArrayList<>(Rows.batches(3, 3, 5));
    batches.add(Rows.batches(1, 7, 6).getFirst());
    Diary whole = Diary.goingOn();
    Diary halved = Diary.goingOn();
    TrainingPlan plan = Plans.of(10, 4, EvaluationSpec.DEFAULTS);

    try (TinyClassifier roomy = new TinyClassifier(1, 0.3);
        TinyClassifier other = new TinyClassifier(1, 0.3);
        TrainingLoop<Rows> one = loop(plan, roomy, batches);
        TrainingLoop<Rows> two = loop(plan, new Greedy(other, 4), batches)) {
      one.run(whole);
      two.run(halved);

      assertThat(halved.losses()).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(halved.losses().get(i)).isCloseTo(whole.losses().get(i), within(1e-6));
      }
      for (int i = 0; i < roomy.weights().size(); i++) {
        assertThat(other.weights().get(i))
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(roomy.weights().get(i));
      }
    }
    assertThat(halved.warnings)
        .containsExactly(
            "There is too little memory for a batch at step 1: from here on half as many rows are"
                + " computed at a time, with the gradient of the whole");
  }

  @Test
  void whereHalfABatchIsTooMuchAsWellTheTrainingFailsWithAdvice() {
    try (TrainingLoop<Rows> loop = loop(Plans.of(3), new Greedy(model, 3), DATA)) {
      assertThatThrownBy(() -> loop.run(Diary.goingOn()))
          .isInstanceOfSatisfying(
              GraftException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY))
          .hasMessageContaining("a smaller batch_size or max_length needs less");
    }
  }

  @Test
  void theLastStepOfAnEpochTakesTheBatchesThatAreLeft() {
    Diary diary = Diary.goingOn();
    TrainingPlan plan =
        new TrainingPlan(
            Plans.training(Optional.empty(), 2, 2), EvaluationSpec.DEFAULTS, Plans.SEED);

    try (TrainingLoop<Rows> loop = loop(plan, model, Optional.empty())) {
      TrainingResult result = loop.run(diary);

      assertThat(result)
          .isEqualTo(new TrainingResult.Finished(6, Optional.empty(), Optional.empty(), 2 * 5 * 8));
    }
    assertThat(diary.steps)
        .extracting(progress -> progress.epoch())
        .containsExactly(0.4, 0.8, 1.0, 1.4, 1.8, 2.0);
  }

  @Test
  void twoTrainingsAtOnceDoNotDisturbEachOther() throws Exception {
    List<Double> first = lossesWithDropout(1, Diary.goingOn());
    List<Double> second = lossesWithDropout(2, Diary.goingOn());
    CyclicBarrier step = new CyclicBarrier(2);

    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<List<Double>> one = threads.submit(() -> lossesWithDropout(1, inStep(step)));
      Future<List<Double>> two = threads.submit(() -> lossesWithDropout(2, inStep(step)));

      assertThat(one.get()).isEqualTo(first);
      assertThat(two.get()).isEqualTo(second).isNotEqualTo(first);
    }
  }

  private static List<Double> lossesWithDropout(long seed, Diary diary) {
    try (TinyClassifier model = new TinyClassifier(seed, 0.3);
        TrainingLoop<Rows> loop = loop(Plans.of(20), model, Optional.empty())) {
      loop.run(diary);
      return diary.losses();
    }
  }

  private static Diary inStep(CyclicBarrier step) {
    return new Diary(progress -> {
      try {
        step.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException("the other training did not arrive", e);
      }
      return RunDirective.GO_ON;
    });
  }

  @Test
  void aTrainingThatGoesOnFromItsStateRepeatsBitForBit() {
    TrainingPlan plan = Plans.of(10, 2, Plans.every(2, Optional.empty(), Keep.BEST));
    double[] accuracies = {0.2, 0.9, 0.4, 0.5, 0.6};
    Diary whole = Diary.goingOn();
    Diary before = Diary.wishing(RunDirective.PAUSE, 5);
    Diary after = Diary.goingOn();

    TrainingState expected;
    TrainingResult result;
    try (TinyClassifier one = new TinyClassifier(1, 0.3);
        TrainingLoop<Rows> loop = loop(plan, one, scripted(one, accuracies))) {
      result = loop.run(whole);
      expected = loop.state();
    }
    TrainingState halfway;
    try (TinyClassifier one = new TinyClassifier(1, 0.3);
        TrainingLoop<Rows> loop = loop(plan, one, scripted(one, accuracies))) {
      assertThat(loop.run(before)).isEqualTo(new TrainingResult.Stopped(RunDirective.PAUSE, 5));
      halfway = loop.state();
    }
    try (TinyClassifier fresh = new TinyClassifier(99, 0.3);
        TrainingLoop<Rows> loop = loop(plan, fresh, scripted(fresh, 0.4, 0.5, 0.6))) {
      loop.resume(halfway);

      assertThat(loop.run(after)).isEqualTo(result);
      assertThat(loop.state()).usingRecursiveComparison().isEqualTo(expected);
    }
    assertThat(after.losses()).isEqualTo(whole.losses().subList(5, 10));
    assertThat(expected.tensors().getFirst().updates()).isEqualTo(10);
  }

  @Test
  void anEvaluationThatWasLeftIsTheFirstThingWhereATrainingGoesOn() {
    TrainingPlan plan = Plans.of(4, 1, Plans.every(2, Optional.empty(), Keep.LAST));
    List<String> whole = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    TrainingState left;
    try (TinyClassifier one = new TinyClassifier(1, 0);
        TrainingLoop<Rows> loop = loop(plan, one, scripted(one, 0.5, 0.6))) {
      loop.run(telling(whole, RunDirective.GO_ON, 0));
    }
    try (TinyClassifier one = new TinyClassifier(1, 0);
        TrainingLoop<Rows> loop = loop(plan, one, scripted(one, 0.5))) {
      loop.run(telling(broken, RunDirective.PAUSE, 2));
      left = loop.state();
    }
    assertThat(left.standing().latest()).isEmpty();
    try (TinyClassifier one = new TinyClassifier(9, 0);
        TrainingLoop<Rows> loop = loop(plan, one, scripted(one, 0.5, 0.6))) {
      loop.resume(left);
      loop.run(telling(broken, RunDirective.GO_ON, 0));
    }

    assertThat(whole)
        .containsExactly(
            "step 1",
            "settled 1",
            "step 2",
            "evaluated 2",
            "settled 2",
            "step 3",
            "settled 3",
            "step 4",
            "evaluated 4",
            "settled 4");
    assertThat(broken)
        .containsExactly(
            "step 1",
            "settled 1",
            "step 2",
            "evaluated 2",
            "step 3",
            "settled 3",
            "step 4",
            "evaluated 4",
            "settled 4");
  }

  /** Writes down what comes after what. */
  private static Diary telling(List<String> order, RunDirective wish, int afterStep) {
    return new Diary(
        progress -> {
          order.add("step " + progress.step());
          return progress.step() == afterStep ? wish : RunDirective.GO_ON;
        }) {
      @Override
      public void evaluated(int step, Map<String, Double> metrics) {
        order.add("evaluated " + step);
      }

      @Override
      public void settled(int step) {
        order.add("settled " + step);
      }
    };
  }

  private static Optional<Evaluator> scripted(TinyClassifier model, double... accuracies) {
    return Optional.of(new ScriptedEvaluator(model, "accuracy", accuracies));
  }

  @Test
  void aStateOfAnotherSeedIsRefused() {
    try (TrainingLoop<Rows> loop = loop(Plans.of(1), model, Optional.empty())) {
      TrainingState other =
          new TrainingState(
              18, 0, 0, List.of(), List.of(), EvaluationHistory.NONE, LossCourse.NONE);

      assertThatThrownBy(() -> loop.resume(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected the state of seed 17, found 18");
    }
  }

  @Test
  void aStateOfOtherTensorsIsRefusedBeforeAnythingChanges() {
    try (TrainingLoop<Rows> loop = loop(Plans.of(1), model, Optional.empty())) {
      TrainingState state = loop.state();
      TrainingState swapped =
          new TrainingState(
              17,
              0,
              0,
              state.tensors().reversed(),
              List.of(),
              EvaluationHistory.NONE,
              LossCourse.NONE);

      assertThatThrownBy(() -> loop.resume(swapped))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected tiny.down with 32 elements, found tiny.bias with 4");
      assertThat(loop.state()).usingRecursiveComparison().isEqualTo(state);
    }
  }

  @Test
  void trainingEndsWhenEvaluationsStayWorseAndTheBestWeightsAreKept() {
    ScriptedEvaluator evaluator = new ScriptedEvaluator(model, "loss", 0.9, 0.5, 0.5, 0.7, 0.1);
    TrainingPlan plan = Plans.of(50, 1, Plans.every(3, Optional.of(2), Keep.BEST));
    Diary diary = Diary.goingOn();

    try (TrainingLoop<Rows> loop = loop(plan, model, Optional.of(evaluator))) {
      TrainingResult result = loop.run(diary);

      assertThat(result).isEqualTo(finished(12, 9, "loss", 0.5, diary));
    }
    assertThat(diary.remarks)
        .containsExactly(
            "Early stopping at step 12 of 50: no better loss for 2 evaluations",
            "The weights of step 9 are kept: loss=0.5000");
    assertThat(diary.evaluations).extracting(Evaluation::step).containsExactly(3, 6, 9, 12);
    assertThat(model.weights()).usingRecursiveComparison().isEqualTo(evaluator.seen.get(2));
  }

  private static TrainingResult.Finished finished(
      int step, int kept, String metric, double value, Diary diary) {
    return new TrainingResult.Finished(
        step,
        Optional.of(new Evaluation(kept, Map.of(metric, value))),
        Optional.of(diary.evaluations.getLast()),
        step * 8L);
  }

  @Test
  void ofEqualAccuraciesTheLowerLossIsKeptAndOfEqualLossesTheLaterStep() {
    BestMetric accuracy = new BestMetric("accuracy");
    Evaluation best = new Evaluation(3, Map.of("accuracy", 0.9, "loss", 0.4));

    assertThat(accuracy.isPreferred(later(0.9, 0.3), Optional.of(best))).isTrue();
    assertThat(accuracy.isPreferred(later(0.9, 0.4), Optional.of(best))).isTrue();
    assertThat(accuracy.isPreferred(later(0.9, 0.5), Optional.of(best))).isFalse();
    assertThat(accuracy.isPreferred(later(0.8, 0.1), Optional.of(best))).isFalse();
    assertThat(accuracy.isPreferred(later(Double.NaN, 0.1), Optional.of(best))).isFalse();
    assertThat(accuracy.isBetter(later(0.9, 0.3), Optional.of(best))).isFalse();
  }

  private static Evaluation later(double accuracy, double loss) {
    return new Evaluation(6, Map.of("accuracy", accuracy, "loss", loss));
  }

  @Test
  void aLossThatEndsAboveItsBeginningIsSaid() {
    LossCourse rising = LossCourse.NONE;
    LossCourse falling = LossCourse.NONE;
    for (int step = 0; step < 30; step++) {
      rising = rising.after(1 + step);
      falling = falling.after(30 - step);
    }

    assertThat(rising.rose()).isTrue();
    assertThat(rising.began()).isCloseTo(5.5, within(1e-9));
    assertThat(rising.ended()).isCloseTo(25.5, within(1e-9));
    assertThat(falling.rose()).isFalse();
  }

  @Test
  void theLastWeightsAreKeptWhereThatIsAskedFor() {
    ScriptedEvaluator evaluator = new ScriptedEvaluator(model, "accuracy", 0.9, 0.5, 0.6);
    TrainingPlan plan = Plans.of(5, 1, Plans.every(2, Optional.empty(), Keep.LAST));

    Diary diary = Diary.goingOn();

    try (TrainingLoop<Rows> loop = loop(plan, model, Optional.of(evaluator))) {
      TrainingResult result = loop.run(diary);

      assertThat(result).isEqualTo(finished(5, 5, "accuracy", 0.6, diary));
    }
    assertThat(model.weights()).usingRecursiveComparison().isEqualTo(evaluator.seen.get(2));
  }

  @Test
  void aMetricThatIsNotMeasuredIsRefusedBeforeTheFirstStep() {
    EvaluationSpec byF1 =
        new EvaluationSpec(
            Optional.empty(), Optional.of("f1"), Optional.empty(), Keep.BEST, AnswerSample.NONE);

    assertThatThrownBy(() -> loop(Plans.of(5, 1, byF1), model, scripted(model, 0.5)))
        .isInstanceOfSatisfying(
            GraftException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SPEC);
              assertThat(e.faults().getFirst().pointer()).isEqualTo("/evaluation/metric");
            });
  }

  @Test
  void cancellingStopsBeforeTheNextStep() {
    Diary diary = Diary.wishing(RunDirective.CANCEL, 3);

    try (TrainingLoop<Rows> loop = loop(Plans.of(50), model, Optional.empty())) {
      assertThat(loop.run(diary)).isEqualTo(new TrainingResult.Stopped(RunDirective.CANCEL, 3));
      assertThat(loop.state().tensors().getFirst().updates()).isEqualTo(3);
    }
    assertThat(diary.steps).hasSize(3);
  }

  @Test
  void aLossThatIsNoNumberStopsBeforeTheWeightsAreTouched() {
    Rows good = DATA.getFirst();
    float[] spoilt = good.points().clone();
    Arrays.fill(spoilt, Float.NaN);
    List<Rows> batches = List.of(good, good, new Rows(spoilt, good.classes()));

    try (TrainingLoop<Rows> loop = loop(Plans.of(9), model, batches)) {
      assertThatThrownBy(() -> loop.run(Diary.goingOn()))
          .isInstanceOf(GraftException.class)
          .hasMessageStartingWith("the loss of step 3 is NaN at learning rate 0.04")
          .hasMessageContaining("try a lower learning_rate");
      assertThat(loop.state().step()).isEqualTo(2);
    }
    assertThat(model.weights()).allSatisfy(values -> assertThat(values).doesNotContain(Float.NaN));
  }

  @Test
  void weightsThatTheLastUpdateSpoiltAreNotHandedOut() {
    try (TrainingLoop<Rows> loop = loop(Plans.of(4), model, Optional.empty())) {
      List<TrainingState.Tensor> tensors = loop.state().tensors();
      tensors.getLast().value()[2] = Float.POSITIVE_INFINITY;
      loop.resume(
          new TrainingState(
              Plans.SEED, 4, 0, tensors, List.of(), EvaluationHistory.NONE, LossCourse.NONE));

      assertThatThrownBy(() -> loop.run(Diary.goingOn()))
          .isInstanceOf(GraftException.class)
          .hasMessageStartingWith("tiny.bias holds Infinity after the last step");
    }
  }

  @Test
  void noTensorIsLeftBehindByAStep() {
    List<Integer> alive = new ArrayList<>();
    try (TinyClassifier dropping = new TinyClassifier(1, 0.3);
        TrainingLoop<Rows> loop =
            loop(
                Plans.of(30, 2, Plans.every(4, Optional.empty(), Keep.BEST)),
                dropping,
                scripted(dropping, .1, .2, .3, .4, .5, .6, .7, .8))) {
      int before = dropping.manager.getManagedArrays().size();
      loop.run(
          new Diary(progress -> {
            alive.add(dropping.manager.getManagedArrays().size());
            return RunDirective.GO_ON;
          }));

      assertThat(before).isGreaterThanOrEqualTo(dropping.parameters().size());
      assertThat(alive).hasSize(30).containsOnly(before);
    }
  }

  @Test
  void anEvaluatorMeasuresTheWeightsOfTheMomentWithoutGradients() {
    Rows all = Rows.joined(DATA);
    Evaluator evaluator =
        new Evaluator() {
          @Override
          public List<String> metrics() {
            return List.of("accuracy");
          }

          @Override
          public Map<String, Double> evaluate() {
            return Map.of("accuracy", share(model.predict(all), all.classes()));
          }
        };
    TrainingPlan plan = Plans.of(60, 1, Plans.every(20, Optional.empty(), Keep.BEST));
    Diary diary = Diary.goingOn();

    try (TrainingLoop<Rows> loop = loop(plan, model, Optional.of(evaluator))) {
      TrainingResult.Finished result = (TrainingResult.Finished) loop.run(diary);

      assertThat(result.metrics().get("accuracy"))
          .isEqualTo(share(model.predict(all), all.classes()))
          .isGreaterThan(0.8);
    }
  }

  private static double share(int[] predicted, long[] expected) {
    int[] with = new int[expected.length];
    int[] found = new int[expected.length];
    int count = 0;
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != Rows.IGNORED) {
        with[count] = (int) expected[i];
        found[count++] = predicted[i];
      }
    }
    return ClassificationMetrics.accuracy(Arrays.copyOf(found, count), Arrays.copyOf(with, count));
  }
}
