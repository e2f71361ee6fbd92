package graft.resume;

import graft.recipe.Outcome;
import graft.spec.Progress;
import graft.spec.job.Precision;
import graft.spec.job.RunDirective;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A training in a process of its own, with a checkpoint every other step. It says each step on its
 * output, and what it computed in a file that outlives it.
 */
final class ChildTraining implements AutoCloseable {
  static final int EPOCHS = 8;

  /** Where it writes below its directory. */
  static final String OUTPUT = "output";

  static final String CHECKPOINTS = "checkpoints";
  static final String LOSSES = "losses.txt";

  private static final String STEP = "step ";
  private static final int DONE = 17;
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final BufferedReader lines;

  private ChildTraining(Process process) {
    this.process = process;
    this.lines = process.inputReader();
  }

  /** Starts a case of {@link Case#all}, by its number. */
  static ChildTraining start(Path directory, int number, Precision precision) throws IOException {
    return new ChildTraining(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ChildTraining.class.getName(),
                directory.toString(),
                Integer.toString(number),
                precision.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Waits for the next step; 0 where there is none to come. */
  int awaitStep() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(STEP)) {
        return Integer.parseInt(line.substring(STEP.length()));
      }
    }
    return 0;
  }

  /** Ends it as the kernel ends a process that takes too much: no hook runs. */
  void kill() {
    process.destroyForcibly();
  }

  /** Whether it came to its end. */
  boolean isDone() throws InterruptedException {
    int code = process.waitFor();
    if (code != DONE && code != KILLED) {
      throw new AssertionError("a training that nobody killed failed with " + code);
    }
    return code == DONE;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Case what = Case.all(Precision.valueOf(arguments[2])).get(Integer.parseInt(arguments[1]));
    CheckpointFolder folder = new CheckpointFolder(directory.resolve(CHECKPOINTS), 2);
    Course course =
        new Course(directory.resolve(OUTPUT), folder) {
          @Override
          public RunDirective afterStep(Progress progress) {
            append(directory.resolve(LOSSES), progress);
            System.out.println(STEP + progress.step());
            return super.afterStep(progress);
          }
        };
    try (SmallJobs jobs = new SmallJobs(directory, EPOCHS)) {
      Outcome outcome = jobs.train(what, course);
      System.exit(outcome instanceof Outcome.Finished && folder.damages.isEmpty() ? DONE : 1);
    }
  }

  private static void append(Path file, Progress progress) {
    try {
      Files.write(
          file,
          List.of(progress.step() + " " + progress.loss()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
