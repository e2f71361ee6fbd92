package graft.resume;

import graft.recipe.CheckpointStore;
import graft.recipe.Run;
import graft.recipe.SampledAnswer;
import graft.spec.DeviceId;
import graft.spec.Progress;
import graft.spec.job.HeldOut;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Writes down what a training says, by step, over all the runs that it takes. */
class Course implements Run {
  final Map<Integer, Double> losses = new TreeMap<>();
  final Map<Integer, Map<String, Double>> metrics = new TreeMap<>();
  final List<Integer> begins = new ArrayList<>();
  final Map<Integer, List<SampledAnswer>> written = new TreeMap<>();
  final List<String> notes = new ArrayList<>();
  private final Path output;
  private final CheckpointStore checkpoints;
  private IntFunction<RunDirective> wish = _ -> RunDirective.GO_ON;
  private Supplier<RunDirective> asked = () -> RunDirective.GO_ON;

  Course(Path output, CheckpointStore checkpoints) {
    this.output = output;
    this.checkpoints = checkpoints;
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same course under another wish, which may throw as well. */
  Course wishing(IntFunction<RunDirective> after) {
    wish = after;
    return this;
  }

  /** The same course, with this answer to who asks where there is no step. */
  Course answering(Supplier<RunDirective> answer) {
    asked = answer;
    return this;
  }

  @Override
  public DeviceId device() {
    return new DeviceId("cpu");
  }

  @Override
  public Path output() {
    return output;
  }

  @Override
  public Path predictions(HeldOut rows) {
    return output.resolveSibling(output.getFileName() + "." + rows + ".csv");
  }

  @Override
  public CheckpointStore checkpoints() {
    return checkpoints;
  }

  @Override
  public void started(Progress progress) {
    begins.add(progress.step());
  }

  @Override
  public void worked(Work work) {}

  @Override
  public RunDirective afterStep(Progress progress) {
    losses.put(progress.step(), progress.loss());
    return wish.apply(progress.step());
  }

  @Override
  public RunDirective ask() {
    return asked.get();
  }

  @Override
  public void evaluated(int step, Map<String, Double> measured) {
    metrics.computeIfAbsent(step, _ -> new LinkedHashMap<>()).putAll(measured);
  }

  @Override
  public void answered(int step, List<SampledAnswer> answers) {
    written.put(step, answers);
  }

  @Override
  public void note(String text) {
    notes.add(text);
  }

  @Override
  public void message(String text) {
    notes.add(text);
  }
}
