package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;

import graft.recipe.CheckpointStore;
import graft.recipe.Outcome;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lends a directory and remembers what it is told. */
final class Recorder implements Run {
  final Path output;
  final int stopAfter;
  final List<Double> losses = new ArrayList<>();
  final Map<Integer, List<SampledAnswer>> written = new TreeMap<>();
  final List<Work> works = new ArrayList<>();
  int totalSteps;
  Outcome outcome;

  Recorder(Path output, int stopAfter) {
    this.output = output;
    this.stopAfter = stopAfter;
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcome.Finished finished() {
    return (Outcome.Finished) outcome;
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
    return CheckpointStore.NONE;
  }

  @Override
  public void started(Progress progress) {
    totalSteps = progress.totalSteps();
  }

  @Override
  public void worked(Work work) {
    works.add(work);
  }

  @Override
  public RunDirective afterStep(Progress progress) {
    losses.add(progress.loss());
    return progress.step() >= stopAfter ? RunDirective.CANCEL : RunDirective.GO_ON;
  }

  @Override
  public RunDirective ask() {
    return RunDirective.GO_ON;
  }

  @Override
  public void evaluated(int step, Map<String, Double> metrics) {
    assertThat(metrics).isNotEmpty();
  }

  @Override
  public void answered(int step, List<SampledAnswer> answers) {
    written.put(step, answers);
  }

  @Override
  public void note(String text) {
    assertThat(text).isNotBlank();
  }

  @Override
  public void message(String text) {
    assertThat(text).isNotBlank();
  }
}
