package graft.resume;

import graft.format.AtomicFile;
import graft.recipe.AdapterFacts;
import graft.recipe.CheckpointSource;
import graft.recipe.CheckpointStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** CheckpointStore as directories by step, of which the last two stay. */
final class CheckpointFolder implements CheckpointStore {
  final List<String> damages = new ArrayList<>();
  private final Path folder;
  private final int every;

  /**
   * @param every steps between checkpoints; 0 for those only that a pause asks for
   */
  CheckpointFolder(Path folder, int every) {
    this.folder = folder;
    this.every = every;
  }

  @Override
  public List<CheckpointSource> kept() {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().endsWith(AtomicFile.SUFFIX))
          .map(CheckpointFolder::source)
          .sorted(Comparator.comparing(CheckpointSource::step).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CheckpointSource source(Path entry) {
    String name = entry.getFileName().toString();
    return new CheckpointSource("ftckpt_" + name, Integer.parseInt(name), entry);
  }

  @Override
  public boolean isDue(int step) {
    return every > 0 && step % every == 0;
  }

  @Override
  public void keep(int step, Map<String, Double> metrics, Function<Path, AdapterFacts> files) {
    Path place = folder.resolve(Integer.toString(step));
    delete(place);
    AtomicFile.fill(place, files::apply);
    kept().stream().skip(2).map(CheckpointSource::directory).forEach(CheckpointFolder::delete);
  }

  @Override
  public void discard(CheckpointSource damaged, String reason) {
    damages.add(damaged.step() + ": " + reason);
    delete(damaged.directory());
  }

  private static void delete(Path directory) {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
