package graft.parity;

import graft.architecture.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Unpacks the reference numbers of an architecture, once a JVM, into a directory below {@code
 * target}.
 */
final class ParityArchive {
  private static final Map<String, Path> UNPACKED = new ConcurrentHashMap<>();

  private ParityArchive() {}

  /** All that are computed here and have numbers. */
  static List<String> architectures() {
    return Registry.modelTypes().stream()
        .filter(type -> ParityArchive.class.getResource("/parity/" + type + ".zip") != null)
        .toList();
  }

  static Path of(String architecture) {
    return UNPACKED.computeIfAbsent(architecture, ParityArchive::unpack);
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
    try (Stream<Path> directories = Files.list(of("today").resolve("today"))) {
      return directories.sorted().map(ParityArchive::generated).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ParityCase generated(Path directory) {
    String architecture = (String) ParityCase.read(directory, directory).json().get("model_type");
    return ParityCase.read(of(architecture), directory);
  }

  private static Path unpack(String architecture) {
    Path root = Path.of("target", "parity", architecture);
    try (InputStream resource =
            ParityArchive.class.getResourceAsStream("/parity/" + architecture + ".zip");
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = root.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
