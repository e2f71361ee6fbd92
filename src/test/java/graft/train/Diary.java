package graft.train;

import graft.spec.Progress;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes down what a training tells, and answers as it was told to. */
class Diary implements TrainingCallback {
  final List<Progress> steps = new ArrayList<>();
  final List<Evaluation> evaluations = new ArrayList<>();
  final List<Integer> settled = new ArrayList<>();
  final List<Work> works = new ArrayList<>();
  final List<String> remarks = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  private final Function<Progress, RunDirective> wish;

  Diary(Function<Progress, RunDirective> wish) {
    this.wish = wish;
  }

  static Diary goingOn() {
    return new Diary(progress -> RunDirective.GO_ON);
  }

  static Diary wishing(RunDirective wish, int afterStep) {
    return new Diary(progress -> progress.step() == afterStep ? wish : RunDirective.GO_ON);
  }

  List<Double> losses() {
    return steps.stream().map(Progress::loss).toList();
  }

  @Override
  public void worked(Work work) {
    works.add(work);
  }

  @Override
  public RunDirective afterStep(Progress progress) {
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
  public void settled(int step) {
    settled.add(step);
  }

  @Override
  public void evaluated(int step, Map<String, Double> metrics) {
    evaluations.add(new Evaluation(step, metrics));
  }
}
