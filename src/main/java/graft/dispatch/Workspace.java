package graft.dispatch;

import graft.job.Claim;
import graft.spec.AdapterId;
import graft.spec.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Where running jobs write: a directory for each claim, named {@code <job>.<epoch>}, so that two
 * holders of a job never write into the same one. Adapters that are written again have theirs.
 */
public final class Workspace {
  private static final Logger LOG = LoggerFactory.getLogger(Workspace.class);

  private static final Pattern CLAIM =
      Pattern.compile("(" + JobId.PREFIX + "[^.]{1,50})\\.(\\d{1,18})(\\..*)?");

  private final Path runs;

  /**
   * @param runs on the file system of the data directory
   */
  public Workspace(Path runs) {
    this.runs = runs;
  }

  /** Where this claim's directory is, once it is {@link #open}. */
  Path place(Claim claim) {
    return runs.resolve(claim.job().id() + "." + claim.epoch());
  }

  /** An empty directory for this claim. What earlier claims of the job left behind is deleted. */
  Path open(Claim claim) {
    try {
      Files.createDirectories(runs);
      leftovers(claim.job().id() + ".").forEach(Workspace::deleteOrLeave);
      return Files.createDirectory(place(claim));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An empty directory for new files of an adapter.
   *
   * @param attempt as nobody else calls it
   */
  public Path open(AdapterId id, String attempt) {
    try {
      Files.createDirectories(runs);
      return Files.createDirectory(runs.resolve(id + "." + attempt));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A file that lies beside a directory of this workspace for as long as that does.
   *
   * @param name of the file among them
   */
  static Path beside(Path directory, String name) {
    return directory.resolveSibling(name(directory) + "." + name);
  }

  /** Deletes what claims of a job have left behind, or are about to write. */
  void forget(JobId job) {
    forget(job.value());
  }

  /**
   * Deletes what processes left behind that were killed.
   *
   * @param isHeld whether a claim of a job, by its epoch, still holds
   * @param ago when what is written of an adapter again is a leftover, if it is from before
   */
  public void sweep(BiPredicate<JobId, Long> isHeld, Instant ago) {
    try {
      for (Path entry : leftovers("")) {
        Matcher claim = CLAIM.matcher(name(entry));
        boolean isNeeded =
            claim.matches()
                ? isHeld.test(new JobId(claim.group(1)), Long.parseLong(claim.group(2)))
                : Files.getLastModifiedTime(entry).toInstant().isAfter(ago);
        if (!isNeeded) {
          LOG.info("Deleting {}, which an earlier process left unfinished", entry);
          deleteOrLeave(entry);
        }
      }
    } catch (IOException e) {
      LOG.warn("what earlier processes left in {} could not be found", runs, e);
    }
  }

  /** Deletes a directory, with what lies beside it. */
  void close(Path directory) {
    deleteOrLeave(directory);
    try {
      leftovers(name(directory) + ".").forEach(Workspace::deleteOrLeave);
    } catch (IOException e) {
      LOG.warn("what lies beside {} could not be found", directory, e);
    }
  }

  /** Deletes what attempts at an adapter left behind that were killed; for after one succeeded. */
  void forget(AdapterId id) {
    forget(id.value());
  }

  private void forget(String id) {
    try {
      leftovers(id + ".").forEach(Workspace::deleteOrLeave);
    } catch (IOException e) {
      LOG.warn("leftovers of {} could not be found", id, e);
    }
  }

  /** Deletes a directory with all that is in it; if that fails, the job's next claim does it. */
  public static void deleteOrLeave(Path directory) {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      LOG.warn("{} could not be deleted", directory, e);
    }
  }

  private List<Path> leftovers(String prefix) throws IOException {
    if (!Files.exists(runs)) {
      return List.of();
    }
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
