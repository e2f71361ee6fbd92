package graft.format;

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

/** Unpacks ZIP files of directories that strangers send. */
public final class ZipFolder {
  /** What such a directory may hold. */
  public interface Rule {
    /**
     * Refuses the archive for what is in it.
     *
     * @param paths of its files: inside the folder, or whole where they are outside
     * @throws graft.spec.GraftException with every file that may not be there
     */
    void require(List<String> paths);

    /**
     * Whether a file is unpacked, or left out.
     *
     * @param name its path inside the folder, which is safe to use
     */
    boolean isTaken(String name);
  }

  /** A directory of weights has some ten files, a sharded one some hundred. */
  private static final int ENTRY_LIMIT = 1000;

  private static final Pattern UNSAFE =
      Pattern.compile("/.*|.*[\\\\:\\p{Cc}].*|(.*/)?\\.\\.(/.*)?");

  private final ZipFile zip;
  private final Origin origin;
  private long budget;

  private ZipFolder(ZipFile zip, Origin origin, long byteLimit) {
    this.zip = zip;
    this.origin = origin;
    this.budget = byteLimit;
  }

  /**
   * Unpacks the files beside {@code landmark}, which is at the top or in the one folder that the
   * archive has.
   *
   * @param directory is made; must not exist
   * @param byteLimit most bytes that the files may have together
   * @param code of the refusals
   * @throws graft.spec.GraftException if the archive is damaged, too large, has no such file, or
   *     has a name that leads out of it
   */
  public static void unpack(
      Path archive, Path directory, String landmark, Rule rule, long byteLimit, ErrorCode code) {
    Origin origin = Origin.of(archive, code);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      origin.require(
          zip.size() <= ENTRY_LIMIT,
          "has %d entries, more than %d".formatted(zip.size(), ENTRY_LIMIT));
      ZipFolder entries = new ZipFolder(zip, origin, byteLimit);
      entries.checkNames();
      String folder = entries.folder(landmark);
      rule.require(entries.paths(folder));
      Draft.fill(directory, draft -> entries.extract(folder, rule, draft));
    } catch (ZipException | EOFException e) {
      throw origin.fault("is not a whole ZIP file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where a file is: each folder with a slash at its end, the top as nothing; deeper ones do not
   * count.
   *
   * @param code of the refusals
   * @throws graft.spec.GraftException if the archive is damaged
   */
  public static List<String> folders(Path archive, String file, ErrorCode code) {
    Origin origin = Origin.of(archive, code);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return new ZipFolder(zip, origin, 0).folders(file);
    } catch (ZipException | EOFException e) {
      throw origin.fault("is not a whole ZIP file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> folders(String file) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.matches("([^/]+/)?" + Pattern.quote(file)))
        .map(name -> name.substring(0, name.length() - file.length()))
        .sorted(Comparator.comparing(String::length))
        .toList();
  }

  private void checkNames() {
    for (ZipEntry entry : zip.stream().toList()) {
      origin.require(
          !UNSAFE.matcher(entry.getName()).matches(),
          "the entry " + Origin.printable(entry.getName()) + " leads out of the archive");
    }
  }

  /** Where {@code file} is: empty, or the name of a folder with a slash at its end. */
  private String folder(String file) {
    List<String> folders = folders(file);
    origin.require(!folders.isEmpty(), "has no " + file);
    boolean isOne = folders.size() == 1 || folders.getFirst().isEmpty();
    origin.require(isOne, "has " + file + " in several folders");
    return folders.getFirst();
  }

  private List<String> paths(String folder) {
    return zip.stream()
        .filter(entry -> !entry.isDirectory())
        .map(entry -> inside(folder, entry))
        .toList();
  }

  /** The path of an entry in the folder; the whole path of one that is not in it. */
  private static String inside(String folder, ZipEntry entry) {
    String name = entry.getName();
    return name.startsWith(folder) ? name.substring(folder.length()) : name;
  }

  private void extract(String folder, Rule rule, Path target) {
    try {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = inside(folder, entry);
        if (entry.getName().startsWith(folder) && rule.isTaken(name)) {
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
    Files.createDirectories(file.toAbsolutePath().getParent());
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
