package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<List<String>> started = new ArrayList<>();
  private final CommandLine line =
      new CommandLine(
          List.of(new Convert()),
          settings -> {
            started.add(List.of(settings));
            return 0;
          },
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8));

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help", "convert --help", "convert -h"})
  void helpIsAFewLinesAndNoFailure(String words) {
    assertThat(line.run(words.split(" "))).isZero();
    assertThat(said(out)).startsWith("Usage: java -jar graft.jar").hasLineCount(lines(words));
    assertThat(said(err)).isEmpty();
    assertThat(started).isEmpty();
  }

  private static int lines(String words) {
    return words.startsWith("convert") ? 2 : 3;
  }

  @Test
  void theVersionIsOneLine() {
    assertThat(line.run("--version")).isZero();
    assertThat(said(out)).startsWith("graft ").contains("libtorch 2.").hasLineCount(1);
    assertThat(started).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "converts a b",
        "-x",
        "--port=80",
        "--server.port",
        "--server.port=1 stray",
        "convert",
        "convert a",
        "convert a b c"
      })
  void wrongUsageSaysWhatIsWrongAndStartsNothing(String words) {
    assertThat(line.run(words.split(" "))).isEqualTo(2);
    assertThat(said(err)).startsWith("graft: ").contains("Usage: java -jar graft.jar");
    assertThat(said(err).lines().count()).isLessThanOrEqualTo(4);
    assertThat(said(out)).isEmpty();
    assertThat(started).isEmpty();
  }

  @Test
  void settingsStartTheService() {
    assertThat(line.run()).isZero();
    assertThat(line.run("--server.port=1", "--graft.devices=cpu", "--stacktrace")).isZero();
    assertThat(started)
        .containsExactly(
            List.of(), List.of("--server.port=1", "--graft.devices=cpu", "--stacktrace"));
  }

  @Test
  void aCommandThatFailsSaysWhyInOneLine() {
    assertThat(line.run("convert", directory.resolve("none.jar").toString(), "x")).isOne();
    assertThat(said(err)).startsWith("graft convert: there is no file").hasLineCount(1);
  }

  @Test
  void aConversionWritesOverNothing() throws Exception {
    Path jar = Files.createFile(directory.resolve("some.jar"));
    assertThat(line.run("convert", jar.toString(), directory.toString())).isOne();
    assertThat(said(err)).contains("is there already").hasLineCount(1);
  }

  @Test
  void whatIsNoModelIsRefusedWithoutATrace() throws Exception {
    Path jar = Files.writeString(directory.resolve("some.jar"), "no archive");
    assertThat(line.run("convert", jar.toString(), directory.resolve("made").toString())).isOne();
    assertThat(said(err)).startsWith("graft convert: ").hasLineCount(1);
  }

  private static String said(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
