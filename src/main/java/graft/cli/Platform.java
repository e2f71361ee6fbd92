package graft.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An operating system and a processor, named as the engine names them: {@code linux-x86_64}.
 *
 * @param libc the C library where the system has a choice; empty elsewhere
 */
record Platform(String system, String processor, String libc) {
  /** What the engine, the tokenizers and the embedded database are published for. */
  static final List<String> PUBLISHED =
      List.of("linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64");

  private static final Map<String, String> PROCESSORS =
      Map.of(
          "amd64", "x86_64", "x86_64", "x86_64", "x86-64", "x86_64", "aarch64", "aarch64", "arm64",
          "aarch64");

  /** Where the dynamic loader of the GNU C library lies. */
  private static final List<Path> GLIBC =
      List.of(Path.of("/lib64/ld-linux-x86-64.so.2"), Path.of("/lib/ld-linux-aarch64.so.1"));

  static Platform here() {
    Platform found = of(System.getProperty("os.name"), System.getProperty("os.arch"), "");
    boolean isMusl =
        found.system.equals("linux")
            && Files.exists(Path.of("/lib/ld-musl-" + found.processor + ".so.1"))
            && GLIBC.stream().noneMatch(Files::exists);
    return new Platform(found.system, found.processor, isMusl ? "musl" : "");
  }

  /** From what Java calls the system and the processor. */
  static Platform of(String name, String architecture, String libc) {
    String lower = name.toLowerCase(Locale.ROOT);
    String system =
        lower.startsWith("mac") ? "osx" : lower.startsWith("win") ? "win" : lower.replace(' ', '-');
    return new Platform(system, PROCESSORS.getOrDefault(architecture, architecture), libc);
  }

  String name() {
    return system + "-" + processor;
  }

  /**
   * Why a build cannot run here, if it cannot.
   *
   * @param carried the platform whose engine the build carries; empty where it carries none
   */
  Optional<String> refusal(String carried) {
    String name = name();
    if (!libc.isEmpty()) {
      return Optional.of(
          "Graft's engine needs the GNU C library, and this system ("
              + name
              + ") has "
              + libc
              + ": run Graft on a distribution with glibc, such as Debian, Ubuntu or Fedora");
    }
    if (!PUBLISHED.contains(name)) {
      return Optional.of(
          "Graft has no engine for " + name + ": run it on one of " + String.join(", ", PUBLISHED));
    }
    return carried.equals(name)
        ? Optional.empty()
        : Optional.of(
            "This build of Graft carries an engine for "
                + (carried.isEmpty() ? "no platform" : carried)
                + ", and this machine is "
                + name
                + ": build it here, or with -Dgraft.platform="
                + name);
  }
}
