package graft.data.trial;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line that starts this very program again, for a trial within limits.
 *
 * @param classPath as this program has it: the parts of a build, or one archive of everything
 * @param mainClass of the parts
 * @param mostKibibytes of addresses
 */
record TrialCommand(List<String> classPath, String mainClass, long mostKibibytes) {
  private static final String LIMITS = "ulimit -c 0; ulimit -v \"$0\"; exec \"$@\"";

  TrialCommand {
    classPath = List.copyOf(classPath);
  }

  /** How this program was started. */
  static TrialCommand ofThisProgram(Class<?> mainClass, long mostKibibytes) {
    String[] classPath = System.getProperty("java.class.path").split(File.pathSeparator);
    return new TrialCommand(List.of(classPath), mainClass.getName(), mostKibibytes);
  }

  /** For a trial in a directory. */
  List<String> in(Path directory) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                LIMITS,
                Long.toString(mostKibibytes),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompressedClassSpaceSize=64m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:-UsePerfData",
                "-XX:ErrorFile=" + directory.resolve("error"),
                "--enable-native-access=ALL-UNNAMED"));
    Stream.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR")
        .filter(name -> System.getProperty(name) != null)
        .forEach(name -> words.add("-D%s=%s".formatted(name, System.getProperty(name))));
    words.addAll(program());
    words.add(TokenizerTrial.COMMAND);
    words.add(directory.toString());
    return List.copyOf(words);
  }

  /**
   * An archive says itself how its inner parts are loaded; parts of a build need their main class.
   */
  private List<String> program() {
    // The child works elsewhere, so every part of the class path has to be whole.
    List<String> whole =
        classPath.stream().map(part -> Path.of(part).toAbsolutePath().toString()).toList();
    return whole.size() == 1 && whole.getFirst().endsWith(".jar")
        ? List.of("-jar", whole.getFirst())
        : List.of("-cp", whole.stream().collect(Collectors.joining(File.pathSeparator)), mainClass);
  }
}
