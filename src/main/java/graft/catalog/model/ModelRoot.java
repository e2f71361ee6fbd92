package graft.catalog.model;

import graft.catalog.storage.Disk;
import graft.format.FileStamp;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The directories below a model root, by name. A directory that holds nothing but directories is an
 * organisation: {@code org/name}; an empty one is an organisation without models. What begins with
 * a dot is nobody's model.
 */
record ModelRoot(Path root) {
  private static final String DELETED = ".deleted-";
  private static final Pattern NAME = Pattern.compile("[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*");

  /** What a name that is given to a model may be; narrower than what directories are called. */
  private static final Pattern GIVEN =
      Pattern.compile("[A-Za-z0-9][\\w.-]{0,95}(/[A-Za-z0-9][\\w.-]{0,95})?");

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
   * Where a new model of this name is going to be.
   *
   * @throws GraftException {@code INVALID_SPEC}; {@code NAME_TAKEN}
   */
  Path place(String name) {
    if (!GIVEN.matcher(name).matches()) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/name",
              "out_of_range",
              "name must be made of letters, digits, '.', '_' and '-', with one '/' at most, and"
                  + " each part must begin with a letter or digit and have at most 96 characters"));
    }
    Path place = root.resolve(name);
    Path parent = root.resolve(name.substring(0, Math.max(0, name.indexOf('/'))));
    if (!parent.equals(root) && Files.exists(parent) && !isOrganisation(parent)) {
      throw taken(name(parent) + " is a base model, so there can be none below it");
    }
    if (!isFree(place)) {
      throw taken("there is already a base model " + name + "; delete it first, or choose another");
    }
    return place;
  }

  /** Whether a directory can be renamed to this one. */
  private static boolean isFree(Path place) {
    return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
        ? Disk.entries(place).isEmpty()
        : !Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  static GraftException taken(String fact) {
    return new GraftException(
        ErrorCode.NAME_TAKEN, new Fault("/name", ErrorCode.NAME_TAKEN.wireName(), fact));
  }

  /**
   * Names, sizes and times of a directory's files. As long as they are the same, its files are
   * taken to be the same; so the time of the last change counts, which nobody can set, and the
   * file's number.
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

  /** Where a model may arrive unseen. */
  Path hidden(String id) {
    return root.resolve(IncomingModel.PREFIX + id);
  }

  /** Models that arrive, or whose arrival was broken off. */
  List<Path> arriving() {
    return Disk.entries(root).stream()
        .filter(entry -> name(entry).startsWith(IncomingModel.PREFIX))
        .toList();
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
    return Disk.entries(directory).stream().allMatch(Files::isDirectory);
  }

  private static String stamp(Path file) {
    try {
      return name(file) + " " + FileStamp.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
