package graft.data.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Real processes, with limits as small as they can be. */
class TrialProcessTest {
  private static final Path SOUND = Path.of("src/test/resources/tokenizers/bert-a/tokenizer.json");
  private static final Duration CPU = Duration.ofSeconds(60);

  /** Enough for a sound one. */
  private static final long KIBIBYTES = 3L << 20;

  @TempDir Path directory;

  /** Stands for the program that starts itself. */
  static final class Program {
    public static void main(String[] arguments) {
      TokenizerTrial.run(Path.of(arguments[1]));
    }
  }

  /**
   * What the archive says is its main class is started, as its own launcher loads what is inside.
   */
  @Test
  void aProgramThatIsOneArchiveIsStartedAsOne() throws IOException {
    TrialCommand archive =
        new TrialCommand(List.of(archive().toString()), "no.such.Program", KIBIBYTES);

    assertThat(new TrialProcess(archive, CPU).fault(Files.readAllBytes(SOUND))).isEmpty();
  }

  @Test
  void aTokenizerThatTakesAllMemoryIsAtFault() throws IOException {
    TrialCommand command = command(KIBIBYTES);

    assertThat(new TrialProcess(command, CPU).fault(Files.readAllBytes(SOUND))).isEmpty();
    assertThat(new TrialProcess(command, CPU).fault(growing()))
        .hasValueSatisfying(fault ->
            assertThat(fault).startsWith("tokenizer.json: ").contains("needs too much memory"));
  }

  /** A machine without memory says nothing of the tokenizer, and the next try may go well. */
  @Test
  void aProcessThatNeverBeginsIsNoVerdict() throws IOException {
    TrialProcess process = new TrialProcess(command(100_000), CPU);
    byte[] sound = Files.readAllBytes(SOUND);

    assertThatThrownBy(() -> process.fault(sound))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_STATE))
        .hasMessageContaining("could not be tried");
  }

  private static TrialCommand command(long kibibytes) {
    return TrialCommand.ofThisProgram(Program.class, kibibytes);
  }

  /** An archive whose manifest names everything else. */
  private Path archive() throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Program.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        command(KIBIBYTES).classPath().stream()
            .map(part -> Path.of(part).toUri().toString())
            .collect(Collectors.joining(" ")));
    Path file = directory.resolve("program.jar");
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
    return file;
  }

  /** One letter becomes four thousand, and there are texts of a hundred thousand. */
  private static byte[] growing() throws IOException {
    JsonMapper mapper = new JsonMapper();
    ObjectNode tokenizer = (ObjectNode) mapper.readTree(Files.readString(SOUND));
    ArrayNode steps =
        tokenizer.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    Stream.of("a", "b")
        .forEach(letter -> {
          ObjectNode step = steps.addObject().put("type", "Replace").put("content", next(letter));
          step.putObject("pattern").put("String", letter);
        });
    return mapper.writeValueAsBytes(tokenizer);
  }

  private static String next(String letter) {
    return Character.toString(letter.charAt(0) + 1).repeat(64);
  }
}
