package graft.format.adapter;

import graft.format.FileContext;
import graft.format.FileFaults;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory that holds a whole setup.
 *
 * @param fusion name of the directory of its fusion
 */
public record SetupDirectory(Path root, AdapterSetup setup, Optional<String> fusion) {
  /**
   * Looks at what there is; the parts stay unread.
   *
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} with each part that is
   *     missing, and each directory that no part is in
   */
  public static SetupDirectory read(Path root) {
    AdapterSetup setup = AdapterSetup.read(root);
    Set<String> present = directories(root);
    Optional<String> fusion = setup.fusion().map(name -> fusion(name, root, present));
    SetupDirectory read = new SetupDirectory(root, setup, fusion);
    read.requireParts(present);
    return read;
  }

  private static Set<String> directories(Path root) {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .map(directory -> String.valueOf(directory.getFileName()))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A fusion may have a name of its own, which the tree does not say. */
  private static String fusion(String joined, Path root, Set<String> present) {
    List<String> fusions =
        present.stream().filter(name -> PartFiles.FUSION.areIn(root.resolve(name))).toList();
    return fusions.size() == 1 && !fusions.contains(joined) ? fusions.getFirst() : joined;
  }

  private void requireParts(Set<String> present) {
    FileFaults faults = new FileFaults();
    Set<String> wanted = new TreeSet<>(setup.tree().leaves().toList());
    fusion.ifPresent(wanted::add);
    wanted.addAll(setup.heads());
    wanted.stream()
        .filter(name -> !present.contains(name))
        .forEach(name ->
            faults.add(
                "missing_part",
                "%s names %s, and there is no directory of that name"
                    .formatted(AdapterSetup.FILE, FileContext.printable(name))));
    present.stream()
        .filter(name -> !wanted.contains(name))
        .forEach(name ->
            faults.add(
                "unknown_file",
                "%s: %s does not name it"
                    .formatted(FileContext.printable(name), AdapterSetup.FILE)));
    if (head().isEmpty()) {
      setup.heads().stream()
          .filter(name -> setup.tree().leaves().noneMatch(name::equals))
          .forEach(name ->
              faults.add(
                  "invalid_setup",
                  "%s: of several heads each belongs to an adapter of its name, which %s does not"
                      .formatted(AdapterSetup.FILE, FileContext.printable(name))));
    }
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  /** The head that answers, if it is one. */
  private Optional<String> head() {
    return setup.heads().size() == 1 ? Optional.of(setup.heads().getFirst()) : Optional.empty();
  }

  /** Where the head that answers lies: in a directory of its own, or in that of a part. */
  public Path headOr(String part) {
    return root.resolve(head().orElse(part));
  }
}
