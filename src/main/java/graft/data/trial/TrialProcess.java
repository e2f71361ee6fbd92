package graft.data.trial;

import graft.data.Tokenizer;
import graft.format.Digest;
import graft.format.FileContext;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts this very program in a process of its own to try a tokenizer. Safe for use by several
 * threads; a few trials run at once.
 */
public final class TrialProcess {
  private static final int MOST_AT_ONCE = 2;

  /** What a sound tokenizer needs is a hundredth of it. */
  private static final Duration MOST_CPU = Duration.ofSeconds(20);

  /** On a machine that does much else. */
  private static final Duration MOST_TIME = Duration.ofMinutes(3);

  /** How a process ends that another one, or the system, ends at once. */
  private static final int KILLED = 128 + 9;

  private static final long GLANCE_MILLIS = 50;
  private static final long MOST_KIBIBYTES = 5L << 20;

  private final TrialCommand command;
  private final Duration mostCpu;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);

  /**
   * @param mainClass calls {@link TokenizerTrial#run} with the argument behind {@link
   *     TokenizerTrial#COMMAND}
   */
  public TrialProcess(Class<?> mainClass) {
    this(TrialCommand.ofThisProgram(mainClass, MOST_KIBIBYTES), MOST_CPU);
  }

  TrialProcess(TrialCommand command, Duration mostCpu) {
    this.command = command;
    this.mostCpu = mostCpu;
  }

  /** Stands for all that a verdict depends on beside the tokenizer: the library, and the texts. */
  public static String version() {
    return Version.NAME;
  }

  private static final class Version {
    static final String NAME =
        "%s %s"
            .formatted(
                Tokenizer.libraryVersion(),
                Digest.sha256(String.join("\n", UglyTexts.all())).substring(0, 16));
  }

  /**
   * Tries a tokenizer.
   *
   * @param tokenizerJson a whole {@code tokenizer.json}
   * @return what is wrong with it; empty if nothing is
   * @throws GraftException {@code INVALID_STATE} if it could not be tried
   */
  public Optional<String> fault(byte[] tokenizerJson) {
    room.acquireUninterruptibly();
    try {
      Path directory = Files.createTempDirectory("graft-trial-");
      try {
        Files.write(directory.resolve(TokenizerTrial.TOKENIZER), tokenizerJson);
        return run(directory);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw untried(e);
    } finally {
      room.release();
    }
  }

  private Optional<String> run(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(command.in(directory))
            .directory(directory.toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      Optional<String> stalled = watch(process);
      return stalled.isPresent() ? stalled : verdict(directory, process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw untried(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private Optional<String> watch(Process process) throws InterruptedException {
    long begin = System.nanoTime();
    while (!process.waitFor(GLANCE_MILLIS, TimeUnit.MILLISECONDS)) {
      Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
      if (used.compareTo(mostCpu) > 0) {
        return Optional.of(
            "tokenizer.json: on some text it takes more than %d seconds"
                .formatted(mostCpu.toSeconds()));
      }
      if (System.nanoTime() - begin > MOST_TIME.toNanos()) {
        throw untried(new IOException("no time"));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> verdict(Path directory, int exit) throws IOException {
    Path file = directory.resolve(TokenizerTrial.VERDICT);
    if (exit == KILLED) {
      throw untried(new IOException("killed"));
    }
    if (!Files.exists(directory.resolve(TokenizerTrial.BEGUN))) {
      // Nothing of it was read, so this says nothing of the tokenizer.
      throw untried(new IOException("the process ended before it began (%d)".formatted(exit)));
    }
    if (!Files.exists(file)) {
      return Optional.of(
          "tokenizer.json: the process that tried it on some texts ended (%d): it promises what it does not keep, or needs too much memory"
              .formatted(exit));
    }
    String verdict = Files.readString(file);
    return verdict.equals(TokenizerTrial.SOUND)
        ? Optional.empty()
        : Optional.of(FileContext.printable(verdict));
  }

  private static GraftException untried(Exception cause) {
    return new GraftException(
        ErrorCode.INVALID_STATE,
        "the tokenizer could not be tried on some texts, because this machine lacks time, memory or"
            + " disk space; try again later",
        cause);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
