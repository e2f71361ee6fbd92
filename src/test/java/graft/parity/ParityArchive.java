package graft.parity;

import graft.Unpacked;
import graft.architecture.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The reference numbers of architectures, as files. */
final class ParityArchive {
  private ParityArchive() {}

  /** All that are computed here and have numbers. */
  static List<String> architectures() {
    return Registry.modelTypes().stream()
        .filter(type -> ParityArchive.class.getResource("/parity/" + type + ".zip") != null)
        .toList();
  }

  static Path of(String architecture) {
    return Unpacked.of("/parity/" + architecture + ".zip");
  }

  static List<ParityCase> cases(String architecture) {
    Path root = of(architecture);
    try (Stream<Path> directories = Files.list(root.resolve("cases"))) {
      return directories.sorted().map(directory -> ParityCase.read(root, directory)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the reference libraries generated; the models are those of the architectures. */
  static List<ParityCase> generated() {
    Path root = of("generate");
    try (Stream<Path> directories = Files.list(root.resolve("generate"))) {
      return directories.sorted().map(ParityArchive::generated).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adapters that are combined. */
  static List<ParityCase> combined() {
    try (Stream<Path> directories = Files.list(of("today").resolve("combine"))) {
      return directories.sorted().map(ParityArchive::generated).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The methods of today; the models are those of the architectures. */
  static List<ParityCase> today() {
    return Stream.of("today", "lstm").flatMap(archive -> today(archive).stream()).toList();
  }

  private static List<ParityCase> today(String archive) {
    try (Stream<Path> directories = Files.list(of(archive).resolve("today"))) {
      return directories.sorted().map(ParityArchive::generated).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ParityCase generated(Path directory) {
    String architecture = (String) ParityCase.read(directory, directory).json().get("model_type");
    return ParityCase.read(of(architecture), directory);
  }
}
