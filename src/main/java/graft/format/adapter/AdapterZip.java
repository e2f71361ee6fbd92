package graft.format.adapter;

import graft.format.Draft;
import graft.format.Origin;
import graft.spec.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Unpacks ZIP files of adapter directories that strangers send. */
public final class AdapterZip {
  /** An adapter directory has about ten files. */
  private static final int ENTRY_LIMIT = 1000;

  private static final Pattern UNSAFE =
      Pattern.compile("/.*|.*[\\\\:\\p{Cc}].*|(.*/)?\\.\\.(/.*)?");

  private final ZipFile zip;
  private final Origin origin;
  private long budget;

  private AdapterZip(ZipFile zip, Origin origin, long byteLimit) {
    this.zip = zip;
    this.origin = origin;
    this.budget = byteLimit;
  }

  /**
   * Unpacks the files that {@link KnownFiles} has readers for, beside {@code adapter_config.json},
   * which is at the top or in the one folder that the archive has. Companions are left out, all
   * others refused.
   *
   * @param sentAs what its sender calls the archive
   * @param directory is made; must not exist
   * @param byteLimit most bytes that the files may have together
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} if the archive is damaged,
   *     too large, has no such file or unknown ones, or has a name that leads out of it
   */
  public static void unpack(Path archive, String sentAs, Path directory, long byteLimit) {
    Origin origin = new Origin(sentAs, ErrorCode.INVALID_ADAPTER);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      origin.require(
          zip.size() <= ENTRY_LIMIT,
          "has %d entries, more than %d".formatted(zip.size(), ENTRY_LIMIT));
      AdapterZip adapter = new AdapterZip(zip, origin, byteLimit);
      adapter.checkNames();
      String folder = adapter.folder();
      adapter.checkFiles(folder);
      Draft.fill(directory, draft -> adapter.extract(folder, draft));
    } catch (ZipException | EOFException e) {
      throw origin.fault("is not a whole ZIP file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkNames() {
    for (ZipEntry entry : zip.stream().toList()) {
      origin.require(
          !UNSAFE.matcher(entry.getName()).matches(),
          "the entry " + Origin.printable(entry.getName()) + " leads out of the archive");
    }
  }

  private void checkFiles(String folder) {
    KnownFiles.require(
        zip.stream()
            .filter(entry -> !entry.isDirectory())
            .map(entry -> inside(folder, entry))
            .toList());
  }

  /** The path of an entry in the folder; the whole path of one that is not in it. */
  private static String inside(String folder, ZipEntry entry) {
    String name = entry.getName();
    return name.startsWith(folder) ? name.substring(folder.length()) : name;
  }

  /** Of {@code adapter_config.json}: empty, or the name of a folder with a slash at its end. */
  private String folder() {
    String config = PartFiles.ADAPTER.config();
    List<String> folders =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.matches("([^/]+/)?" + Pattern.quote(config)))
            .map(name -> name.substring(0, name.length() - config.length()))
            .sorted(Comparator.comparing(String::length))
            .toList();
    origin.require(!folders.isEmpty(), "has no " + config);
    boolean isOne = folders.size() == 1 || folders.getFirst().isEmpty();
    origin.require(isOne, "has " + config + " in several folders");
    return folders.getFirst();
  }

  private void extract(String folder, Path target) {
    try {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = inside(folder, entry);
        if (KnownFiles.isRead(name)) {
          copy(entry, target.resolve(name));
        }
      }
    } catch (ZipException | EOFException e) {
      throw origin.fault("is not a whole ZIP file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(ZipEntry entry, Path file) throws IOException {
    origin.require(!Files.exists(file), Origin.printable(entry.getName()) + " is there twice");
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(file)) {
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        budget -= length;
        origin.require(budget >= 0, "unpacks to more than is allowed");
        out.write(chunk, 0, length);
      }
    }
  }
}
