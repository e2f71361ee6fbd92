package graft.train;

import graft.spec.Progress;
import graft.spec.job.Wish;
import graft.spec.job.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes down what a training tells, and answers as it was told to. */
final class Diary implements TrainingListener {
  final List<Progress> steps = new ArrayList<>();
  final List<Evaluation> evaluations = new ArrayList<>();
  final List<Work> works = new ArrayList<>();
  final List<String> remarks = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  private final Function<Progress, Wish> wish;

  Diary(Function<Progress, Wish> wish) {
    this.wish = wish;
  }

  static Diary goingOn() {
    return new Diary(progress -> Wish.GO_ON);
  }

  static Diary wishing(Wish wish, int afterStep) {
    return new Diary(progress -> progress.step() == afterStep ? wish : Wish.GO_ON);
  }

  List<Double> losses() {
    return steps.stream().map(Progress::loss).toList();
  }

  @Override
  public void worked(Work work) {
    works.add(work);
  }

  @Override
  public Wish afterStep(Progress progress) {
    steps.add(progress);
    return wish.apply(progress);
  }

  @Override
  public void remarked(String text) {
    remarks.add(text);
  }

  @Override
  public void warned(String text) {
    warnings.add(text);
  }

  @Override
  public void evaluated(int step, Map<String, Double> metrics) {
    evaluations.add(new Evaluation(step, metrics));
  }
}
