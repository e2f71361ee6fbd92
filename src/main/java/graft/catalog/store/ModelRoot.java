package graft.catalog.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The directories below a model root, by name. A directory that holds nothing but directories is an
 * organisation: {@code org/name}. What begins with a dot is nobody's model.
 */
record ModelRoot(Path root) {
  private static final String DELETED = ".deleted-";
  private static final Pattern NAME = Pattern.compile("[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*");

  /** All of them, by name. */
  SortedMap<String, Path> directories() {
    SortedMap<String, Path> found = new TreeMap<>();
    for (Path directory : visible(root)) {
      if (isOrganisation(directory)) {
        visible(directory).forEach(model -> found.put(name(directory) + "/" + name(model), model));
      } else {
        found.put(name(directory), directory);
      }
    }
    return found;
  }

  /** The directory with this name, if there is one; no name leads out of the root. */
  Optional<Path> directory(String name) {
    String[] parts = name.split("/", -1);
    boolean isName = parts.length <= 2;
    for (String part : parts) {
      isName &= NAME.matcher(part).matches();
    }
    if (!isName) {
      return Optional.empty();
    }
    Path directory = root.resolve(name);
    boolean isModel =
        Files.isDirectory(directory) && !(parts.length == 1 && isOrganisation(directory));
    return isModel ? Optional.of(directory) : Optional.empty();
  }

  /**
   * Names, sizes and times of a directory's files. As long as they are the same, its files are
   * taken to be the same.
   */
  static String fingerprint(Path directory) {
    return Disk.entries(directory).stream()
        .filter(Files::isRegularFile)
        .map(ModelRoot::stamp)
        .collect(Collectors.joining("\n"));
  }

  /** Takes the directory out of the root's models; what comes back is to be deleted. */
  static Path hide(Path directory) throws IOException {
    Path hidden = directory.resolveSibling(DELETED + name(directory));
    Disk.delete(hidden);
    Disk.rename(directory, hidden);
    return hidden;
  }

  /** What a crash left of directories that were being deleted. */
  List<Path> leftovers() {
    return Disk.entries(root).stream()
        .flatMap(entry ->
            name(entry).startsWith(DELETED)
                ? List.of(entry).stream()
                : Disk.entries(entry).stream().filter(e -> name(e).startsWith(DELETED)))
        .toList();
  }

  private static List<Path> visible(Path directory) {
    return Disk.entries(directory).stream()
        .filter(Files::isDirectory)
        .filter(entry -> NAME.matcher(name(entry)).matches())
        .toList();
  }

  private static boolean isOrganisation(Path directory) {
    List<Path> entries = Disk.entries(directory);
    return !entries.isEmpty() && entries.stream().allMatch(Files::isDirectory);
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return String.join(
          " ",
          name(file),
          Long.toString(attributes.size()),
          attributes.lastModifiedTime().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
