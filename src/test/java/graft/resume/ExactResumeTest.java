package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.FastDirectory;
import graft.format.Digest;
import graft.recipe.CheckpointSource;
import graft.recipe.CheckpointStore;
import graft.recipe.Outcome;
import graft.spec.job.Precision;
import graft.spec.job.RunDirective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that is interrupted ends as the one that was not, to the byte. */
class ExactResumeTest {
  private static final int EPOCHS = 3;
  private static final int STEPS = 2 * EPOCHS;
  private static final Case LORA = new Case("lora", "$new", Precision.FP32);

  @TempDir(factory = FastDirectory.class)
  private static Path jobs;

  private static SmallJobs small;

  @TempDir(factory = FastDirectory.class)
  private Path directory;

  @BeforeAll
  static void open() throws IOException {
    small = new SmallJobs(jobs, EPOCHS);
  }

  @AfterAll
  static void close() {
    small.close();
  }

  /** Every method, every other one on a base model in bf16. */
  static Stream<Case> cases() {
    List<Case> single = Case.all(Precision.FP32);
    List<Case> half = Case.all(Precision.BF16);
    return IntStream.range(0, single.size()).mapToObj(i -> (i % 2 == 0 ? single : half).get(i));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTrainingThatIsPausedAndKilledEndsWithTheSameBytes(Case what) throws IOException {
    Course whole = new Course(directory.resolve("whole"), CheckpointStore.NONE);
    Outcome expected = small.train(what, whole);

    Random random = new Random(what.hashCode());
    int paused = 1 + random.nextInt(STEPS - 1);
    int killed = paused + 1 + random.nextInt(STEPS - paused);
    Course broken =
        new Course(
            directory.resolve("broken"), new CheckpointFolder(directory.resolve("checkpoints"), 0));
    assertThat(small.train(what, broken.wishing(step -> pauseAt(step, paused))))
        .isEqualTo(new Outcome.Stopped(RunDirective.PAUSE, paused));
    assertThatThrownBy(() -> small.train(what, broken.wishing(step -> dieAt(step, killed))))
        .isInstanceOf(Killed.class);
    Outcome resumed = small.train(what, broken.wishing(_ -> RunDirective.GO_ON));

    assertThat(broken.begins).containsExactly(0, paused, paused);
    assertThat(broken.losses).isEqualTo(whole.losses).hasSize(STEPS);
    assertThat(broken.metrics).isEqualTo(whole.metrics);
    assertThat(broken.notes).isEqualTo(whole.notes);
    assertThat(((Outcome.Finished) resumed).metrics())
        .isEqualTo(((Outcome.Finished) expected).metrics());
    assertThat(((Outcome.Finished) resumed).trainedTokens())
        .isEqualTo(((Outcome.Finished) expected).trainedTokens());
    assertThat(bytes(directory.resolve("broken"))).isEqualTo(bytes(directory.resolve("whole")));
  }

  /** Before the first step, in evaluations, and while the end is measured. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aTrainingThatIsStoppedWhereThereIsNoStepEndsWithTheSameBytes(int asked) throws IOException {
    Course whole = new Course(directory.resolve("whole"), CheckpointStore.NONE);
    AtomicInteger asks = new AtomicInteger();
    small.train(LORA, whole.answering(() -> at(asks, -1)));
    assertThat(asks).hasValueGreaterThanOrEqualTo(12);

    asks.set(0);
    Course broken =
        new Course(
            directory.resolve("broken"), new CheckpointFolder(directory.resolve("checkpoints"), 0));
    assertThat(small.train(LORA, broken.answering(() -> at(asks, asked))))
        .isInstanceOfSatisfying(
            Outcome.Stopped.class,
            stopped -> assertThat(stopped.wish()).isEqualTo(RunDirective.PAUSE));
    assertThat(asks).hasValue(asked);
    small.train(LORA, broken.answering(() -> RunDirective.GO_ON));

    assertThat(broken.losses).isEqualTo(whole.losses);
    assertThat(broken.metrics).isEqualTo(whole.metrics);
    assertThat(bytes(directory.resolve("broken"))).isEqualTo(bytes(directory.resolve("whole")));
  }

  /** In the midst of what a language model writes, and everywhere else where there is no step. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5, 6, 7, 9})
  void aTrainingThatIsStoppedWhileItWritesEndsWithTheSameBytes(int asked) throws IOException {
    Course whole = new Course(directory.resolve("whole"), CheckpointStore.NONE);
    AtomicInteger asks = new AtomicInteger();
    small.write(whole.answering(() -> at(asks, -1)));
    assertThat(asks).hasValueGreaterThanOrEqualTo(9);
    assertThat(whole.written).isNotEmpty().allSatisfy((_, all) -> assertThat(all).hasSize(2));

    asks.set(0);
    Course broken =
        new Course(
            directory.resolve("broken"), new CheckpointFolder(directory.resolve("checkpoints"), 0));
    assertThat(small.write(broken.answering(() -> at(asks, asked))))
        .isInstanceOf(Outcome.Stopped.class);
    assertThat(asks).hasValue(asked);
    small.write(broken.answering(() -> RunDirective.GO_ON));

    assertThat(broken.losses).isEqualTo(whole.losses);
    assertThat(broken.metrics).isEqualTo(whole.metrics);
    assertThat(broken.written).isEqualTo(whole.written);
    assertThat(bytes(directory.resolve("broken"))).isEqualTo(bytes(directory.resolve("whole")));
  }

  private static RunDirective at(AtomicInteger asks, int asked) {
    return asks.incrementAndGet() == asked ? RunDirective.PAUSE : RunDirective.GO_ON;
  }

  @Test
  void aTrainingThatIsStoppedLeavesNothingOnTheDevice() throws IOException {
    CheckpointFolder folder = new CheckpointFolder(directory.resolve("checkpoints"), 1);
    Course course = new Course(directory.resolve("output"), folder);
    List<Integer> tensors = new ArrayList<>();
    for (RunDirective wish : List.of(RunDirective.PAUSE, RunDirective.CANCEL, RunDirective.LOST)) {
      small.train(LORA, course.wishing(step -> step % 2 == 0 ? wish : RunDirective.GO_ON));
      tensors.add(small.tensors());
    }

    assertThat(tensors).containsOnly(tensors.getFirst());
    assertThat(course.begins).containsExactly(0, 2, 3);
  }

  /** What happens to a file between two runs. */
  private enum Damage {
    FLIPPED,
    SHORTENED,
    EMPTIED,
    LOST;

    void befall(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case FLIPPED -> {
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
        }
        case SHORTENED -> Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        case EMPTIED -> Files.write(file, new byte[0]);
        case LOST -> Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "training_state.safetensors, FLIPPED",
    "training_state.safetensors, SHORTENED",
    "training_state.json, EMPTIED",
    "training_state.json, LOST",
    "SHA256SUMS, FLIPPED",
    "SHA256SUMS, LOST",
    "adapter.safetensors, FLIPPED",
    "model_head.safetensors, LOST",
    "manifest.json, SHORTENED"
  })
  void aDamagedCheckpointIsPassedOverForTheOneBefore(String file, Damage damage)
      throws IOException {
    Path checkpoints = directory.resolve("checkpoints");
    CheckpointFolder folder = new CheckpointFolder(checkpoints, 1);
    Course broken = new Course(directory.resolve("broken"), folder);
    small.train(LORA, broken.wishing(step -> pauseAt(step, 4)));

    damage.befall(checkpoints.resolve("4").resolve(file));
    small.train(LORA, broken.wishing(step -> pauseAt(step, 5)));

    assertThat(broken.begins).containsExactly(0, 3);
    assertThat(folder.damages).singleElement().asString().startsWith("4: ");
    assertThat(folder.kept()).extracting(CheckpointSource::step).containsExactly(5, 4);
  }

  @Test
  void aTrainingWhoseCheckpointsAreAllDamagedBeginsAgain() throws IOException {
    CheckpointFolder folder = new CheckpointFolder(directory.resolve("checkpoints"), 1);
    Course broken = new Course(directory.resolve("broken"), folder);
    small.train(LORA, broken.wishing(step -> pauseAt(step, 4)));

    for (CheckpointSource kept : folder.kept()) {
      Damage.FLIPPED.befall(kept.directory().resolve("training_state.json"));
    }
    small.train(LORA, broken.wishing(step -> pauseAt(step, 5)));

    assertThat(broken.begins).containsExactly(0, 0);
    assertThat(folder.damages).hasSize(2);
  }

  @Test
  void aCheckpointOfAnotherTrainingIsNotGoneOnFrom() throws IOException {
    CheckpointFolder folder = new CheckpointFolder(directory.resolve("checkpoints"), 0);
    Course other = new Course(directory.resolve("other"), folder);
    small.train(new Case("lora[r=3]", "$new", Precision.FP32), other.wishing(s -> pauseAt(s, 2)));

    small.train(LORA, other.wishing(step -> pauseAt(step, 1)));

    assertThat(other.begins).containsExactly(0, 0);
    assertThat(folder.damages)
        .singleElement()
        .asString()
        .startsWith("2: expected ")
        .contains("loras.lora_A with 256 elements");
  }

  @Test
  void theChecksumsAreThoseOfTheWellKnownProgram() throws Exception {
    Path checkpoints = directory.resolve("checkpoints");
    Course paused = new Course(directory.resolve("output"), new CheckpointFolder(checkpoints, 0));
    small.train(LORA, paused.wishing(step -> pauseAt(step, 1)));

    Process check =
        new ProcessBuilder("sha256sum", "--check", "--strict", "SHA256SUMS")
            .directory(checkpoints.resolve("1").toFile())
            .redirectErrorStream(true)
            .start();

    assertThat(check.inputReader().lines())
        .contains("training_state.safetensors: OK", "adapter.safetensors: OK", "manifest.json: OK");
    assertThat(check.waitFor()).isZero();
  }

  private static RunDirective pauseAt(int step, int at) {
    return step == at ? RunDirective.PAUSE : RunDirective.GO_ON;
  }

  private static RunDirective dieAt(int step, int at) {
    if (step == at) {
      throw new Killed();
    }
    return RunDirective.GO_ON;
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Every file of a directory, byte for byte. */
  static Map<String, String> bytes(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      Map<String, String> bytes = new TreeMap<>();
      files.forEach(file -> bytes.put(file.getFileName().toString(), text(file)));
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return file.toString().endsWith(".json")
          ? new String(bytes, StandardCharsets.UTF_8)
          : Digest.sha256(List.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
