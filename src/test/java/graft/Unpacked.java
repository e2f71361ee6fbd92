package graft;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.springframework.util.FileSystemUtils;

/**
 * Archives among the test resources, each unpacked once below {@code target} for all processes that
 * test: the folder appears with all its files, and no file changes afterwards. Files of models are
 * mapped, and one that is written anew ends whoever reads it.
 */
public final class Unpacked {
  private static final Map<String, Path> KNOWN = new ConcurrentHashMap<>();

  private Unpacked() {}

  /** The folder with an archive's files, which nobody changes. */
  public static Path of(String resource) {
    return KNOWN.computeIfAbsent(resource, Unpacked::unpack);
  }

  private static Path unpack(String resource) {
    try (InputStream in = Objects.requireNonNull(Unpacked.class.getResourceAsStream(resource))) {
      byte[] archive = in.readAllBytes();
      CRC32 sum = new CRC32();
      sum.update(archive);
      Path folder =
          Path.of("target", "unpacked", resource.replaceAll("\\W+", "-").substring(1))
              .resolve(Long.toHexString(sum.getValue()));
      if (!Files.exists(folder)) {
        Files.createDirectories(folder.getParent());
        Path made = Files.createTempDirectory(folder.getParent(), "made");
        unpack(archive, made);
        appear(made, folder);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(byte[] archive, Path into) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          Path file = into.resolve(entry.getName());
          Files.createDirectories(file.getParent());
          Files.write(file, zip.readAllBytes());
        }
      }
    }
  }

  private static void appear(Path made, Path folder) throws IOException {
    try {
      Files.move(made, folder);
    } catch (FileSystemException e) {
      if (!Files.exists(folder)) {
        throw e;
      }
      FileSystemUtils.deleteRecursively(made);
    }
  }
}
