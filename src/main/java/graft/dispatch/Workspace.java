package graft.dispatch;

import graft.job.Claim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Where running jobs write: a directory for each claim, named {@code <job>.<epoch>}, so that two
 * holders of a job never write into the same one.
 */
final class Workspace {
  private static final Logger LOG = LoggerFactory.getLogger(Workspace.class);

  private final Path runs;

  Workspace(Path runs) {
    this.runs = runs;
  }

  /** An empty directory for this claim. What earlier claims of the job left behind is deleted. */
  Path open(Claim claim) {
    String job = claim.job().id().value();
    try {
      Files.createDirectories(runs);
      leftovers(job + ".").forEach(Workspace::deleteOrLeave);
      return Files.createDirectory(runs.resolve(job + "." + claim.epoch()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory with all that is in it; if that fails, the job's next claim does it. */
  static void deleteOrLeave(Path directory) {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      LOG.warn("{} could not be deleted", directory, e);
    }
  }

  private List<Path> leftovers(String prefix) throws IOException {
    try (Stream<Path> entries = Files.list(runs)) {
      return entries
          .filter(entry -> name(entry).startsWith(prefix))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
