package graft.format;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
     * @param paths of its files inside the folder
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

  /** A directory of weights has some ten files; a folder of versions beside it has thousands. */
  private static final int ENTRY_LIMIT = 20_000;

  private static final Pattern UNSAFE = Pattern.compile("/.*|.*[:\\p{Cc}].*|(.*/)?\\.\\.(/.*)?");

  /** A folder of a system, or hidden: what lies in there was not put there by anybody. */
  private static final Pattern HIDDEN = Pattern.compile("(.*/)?(\\.|__MACOSX/).*");

  private static final int MOST_NAMED = 10;

  private final ZipFile zip;
  private final FileContext origin;
  private long budget;

  private ZipFolder(ZipFile zip, FileContext origin, long byteLimit) {
    this.zip = zip;
    this.origin = origin;
    this.budget = byteLimit;
  }

  /**
   * Unpacks the files beside {@code landmark}. Of several folders that have one it is that which
   * the others lie in.
   *
   * @param directory is made; must not exist
   * @param byteLimit most bytes that the files may have together
   * @param code of the refusals
   * @throws graft.spec.GraftException if the archive is damaged, too large, has no such file, or
   *     has a name that leads out of it
   */
  public static void unpack(
      Path archive, Path directory, String landmark, Rule rule, long byteLimit, ErrorCode code) {
    FileContext origin = FileContext.of(archive, code);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      origin.require(
          zip.size() <= ENTRY_LIMIT,
          "has %d entries, more than %d".formatted(zip.size(), ENTRY_LIMIT));
      ZipFolder entries = new ZipFolder(zip, origin, byteLimit);
      entries.checkNames();
      String folder = entries.folder(landmark);
      rule.require(entries.paths(folder));
      AtomicFile.fill(directory, draft -> entries.extract(folder, rule, draft));
    } catch (ZipException | EOFException e) {
      throw broken(archive, origin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where a file is: each folder with a slash at its end, the top as nothing.
   *
   * @param code of the refusals
   * @throws graft.spec.GraftException if the archive is damaged
   */
  public static List<String> folders(Path archive, String file, ErrorCode code) {
    FileContext origin = FileContext.of(archive, code);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return new ZipFolder(zip, origin, 0).folders(file);
    } catch (ZipException | EOFException e) {
      throw broken(archive, origin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GraftException broken(Path archive, FileContext origin) {
    return origin.fault(
        FileKind.of(archive)
            .filter(kind -> kind != FileKind.ZIP && kind != FileKind.TEXT)
            .map(kind -> "is %s, not a ZIP archive".formatted(kind.description()))
            .orElse("is not a whole ZIP file"));
  }

  private List<String> folders(String file) {
    return zip.stream()
        .map(ZipFolder::name)
        .filter(name -> name.equals(file) || name.endsWith("/" + file))
        .filter(name -> !HIDDEN.matcher(name).matches())
        .map(name -> name.substring(0, name.length() - file.length()))
        .distinct()
        .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** The folder of several that the others lie in; empty if there is none such. */
  public static Optional<String> outermost(Collection<String> folders) {
    return folders.stream()
        .filter(folder -> folders.stream().allMatch(other -> other.startsWith(folder)))
        .findFirst();
  }

  /** Some systems write other slashes than the format says. */
  private static String name(ZipEntry entry) {
    return entry.getName().replace('\\', '/');
  }

  private void checkNames() {
    for (ZipEntry entry : zip.stream().toList()) {
      origin.require(
          !UNSAFE.matcher(name(entry)).matches(),
          "the entry " + FileContext.printable(entry.getName()) + " leads out of the archive");
    }
  }

  /** Where {@code file} is: empty, or a folder with a slash at its end. */
  private String folder(String file) {
    List<String> folders = folders(file);
    origin.require(!folders.isEmpty(), "has no " + file);
    return outermost(folders)
        .orElseThrow(() ->
            origin.fault(
                "has %s in several folders, %s: send the one that is meant"
                    .formatted(file, named(folders))));
  }

  private static String named(List<String> folders) {
    String some =
        folders.stream()
            .limit(MOST_NAMED)
            .map(FileContext::printable)
            .collect(Collectors.joining(", "));
    return folders.size() <= MOST_NAMED ? some : some + " …";
  }

  private List<String> paths(String folder) {
    return zip.stream()
        .filter(entry -> !entry.isDirectory())
        .map(ZipFolder::name)
        .filter(name -> name.startsWith(folder))
        .map(name -> name.substring(folder.length()))
        .toList();
  }

  private void extract(String folder, Rule rule, Path target) {
    try {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = name(entry);
        if (name.startsWith(folder) && rule.isTaken(name.substring(folder.length()))) {
          copy(entry, target.resolve(name.substring(folder.length())));
        }
      }
    } catch (ZipException | EOFException e) {
      throw origin.fault("is not a whole ZIP file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(ZipEntry entry, Path file) throws IOException {
    origin.require(!Files.exists(file), FileContext.printable(entry.getName()) + " is there twice");
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
