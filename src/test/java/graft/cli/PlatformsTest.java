package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The run-time class path that the build gives each platform. */
class PlatformsTest {
  private static final String WINDOWS = "win";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "linux-x86_64, postgres-linux-x86_64.txz",
    "linux-aarch64, postgres-linux-arm_64.txz",
    "osx-aarch64, postgres-darwin-arm_64.txz",
    "win-x86_64, postgres-windows-x86_64.txz"
  })
  void carriesOneEngineOneTokenizerLibraryAndOneDatabase(String platform, String database)
      throws Exception {
    List<String> entries = entriesOfClassPath(platform);

    assertThat(entries).containsOnlyOnce(library("pytorch/cpu/" + platform, "torch_cpu", platform));
    assertThat(matching(entries, "pytorch/cpu/.*torch_cpu\\..*")).hasSize(1);
    assertThat(entries)
        .containsOnlyOnce(library("jnilib/" + platform + "/cpu", "djl_torch", platform));
    assertThat(entries)
        .containsOnlyOnce(library("native/lib/" + platform + "/cpu", "tokenizers", platform));
    assertThat(matching(entries, "postgres-.*\\.txz")).containsExactly(database);
  }

  private static String library(String folder, String name, String platform) {
    if (platform.startsWith(WINDOWS)) {
      return folder + "/" + name + ".dll";
    }
    return folder + "/lib" + name + (platform.startsWith("osx") ? ".dylib" : ".so");
  }

  private static List<String> matching(List<String> entries, String pattern) {
    return entries.stream().filter(entry -> entry.matches(pattern)).toList();
  }

  private List<String> entriesOfClassPath(String platform) throws Exception {
    Path list = directory.resolve("class-path");
    Path log = directory.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(maven(platform, list));
    // What runs for seconds is not worth the better of the two compilers.
    builder
        .environment()
        .merge("MAVEN_OPTS", "-XX:TieredStopAtLevel=1", (all, one) -> all + " " + one);
    Process maven = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(maven.waitFor()).as(() -> read(log)).isZero();
    List<String> entries = new ArrayList<>();
    for (String jar : Files.readString(list).strip().split(File.pathSeparator)) {
      try (JarFile file = new JarFile(jar)) {
        file.stream().forEach(entry -> entries.add(entry.getName()));
      }
    }
    return entries;
  }

  /** The Maven that runs this test, if one does. */
  private static List<String> maven(String platform, Path list) {
    String home = System.getProperty("maven.home", "");
    String repository = System.getProperty("maven.repo.local", "");
    Stream<String> command =
        Stream.of(
            home.isEmpty() ? "mvn" : Path.of(home, "bin", "mvn").toString(),
            "-B",
            "-q",
            "--no-transfer-progress",
            "dependency:build-classpath",
            "-Dmdep.includeScope=runtime",
            "-Dmdep.outputFile=" + list,
            "-Dgraft.platform=" + platform);
    return repository.isEmpty()
        ? command.toList()
        : Stream.concat(command, Stream.of("-Dmaven.repo.local=" + repository)).toList();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
