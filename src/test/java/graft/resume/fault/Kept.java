package graft.resume.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where nodes keep what they make, and what lies beside it. */
sealed interface Kept {
  /** What is kept in a directory of artifacts, by name. */
  Set<String> names(String directory) throws IOException;

  /** What a node has a copy of, and could do without. */
  Set<String> copies(String directory) throws IOException;

  /** What was begun and is in nobody's hands. */
  List<String> unfinished() throws IOException;

  /** In a directory that all share. */
  record OnDisk(Path data) implements Kept {
    @Override
    public Set<String> names(String directory) throws IOException {
      return entries(data.resolve(directory));
    }

    @Override
    public Set<String> copies(String directory) {
      return Set.of();
    }

    @Override
    public List<String> unfinished() throws IOException {
      return entries(data.resolve("runs")).stream().map(name -> "runs/" + name).toList();
    }
  }

  /**
   * In a bucket.
   *
   * @param disks of the nodes, with their copies
   */
  record InBucket(StoreServer store, List<Path> disks) implements Kept {
    @Override
    public Set<String> names(String directory) {
      return store.keys().stream()
          .filter(key -> key.startsWith(directory + "/"))
          .map(key -> key.split("/")[1])
          .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Set<String> copies(String directory) throws IOException {
      Set<String> copies = new TreeSet<>();
      for (Path disk : disks) {
        copies.addAll(entries(disk.resolve(directory)));
      }
      return copies;
    }

    @Override
    public List<String> unfinished() throws IOException {
      List<String> unfinished = new ArrayList<>();
      for (Path disk : disks) {
        entries(disk.resolve("runs")).forEach(name -> unfinished.add(disk + "/runs/" + name));
      }
      return unfinished;
    }
  }

  private static Set<String> entries(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return Set.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(path -> path.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
