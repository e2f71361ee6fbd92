package graft.catalog.storage;

import graft.format.Digest;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large directories that {@link Blobs} keeps, and this node's copies of them: each is called by the
 * digest of its files and compared with that when it comes, and those that were unused longest make
 * room for others. Beside a copy stands a file that says it was compared, and when it was used
 * last. Safe for any thread.
 */
public final class VerifiedCopies {
  private static final Logger LOG = LoggerFactory.getLogger(VerifiedCopies.class);

  /** What the name of a copy is followed by in that of the file beside it. */
  static final String MARK = ".verified";

  /** Whoever was given a copy may take so long until he has opened it. */
  private static final Duration JUST_USED = Duration.ofHours(1);

  private final Blobs blobs;
  private final Path room;
  private final long most;
  private final Clock clock;

  /**
   * @param room holds a folder for each name, and that its copies
   * @param most bytes of all copies; 0 for as many as come
   */
  public VerifiedCopies(Blobs blobs, Path room, long most, Clock clock) {
    this.blobs = blobs;
    this.room = room;
    this.most = most;
    this.clock = clock;
  }

  /** SHA-256 over the names and digests of a directory's files, in lower-case hexadecimal. */
  public static String digest(Path directory) {
    return Digest.sha256(
        Disk.entries(directory).stream()
            .map(file -> file.getFileName() + " " + Digest.sha256(List.of(file)))
            .collect(Collectors.joining("\n")));
  }

  /**
   * Keeps a directory everywhere, and here.
   *
   * @param files gone afterwards
   * @param digest of the files
   * @return where they lie now
   */
  public Path keep(Path files, String name, String digest) {
    Path place = place(name, digest);
    try {
      blobs.keep(files, place);
      Files.createDirectories(place.resolveSibling(""));
      if (Files.isDirectory(place)) {
        Disk.deleteOrLeave(files);
      } else {
        Disk.rename(files, place);
      }
      mark(place);
      return place;
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  /** Where a copy is or would be. */
  public Path place(String name, String digest) {
    return room.resolve(name).resolve(digest);
  }

  /**
   * Brings a copy unless it is here, and makes room for it first.
   *
   * @param bytes that it takes
   * @param isInUse whether this node computes with what has this name
   * @throws GraftException {@code INVALID_MODEL} if what came is something else; {@code
   *     STORAGE_UNAVAILABLE}, {@code STORAGE_FULL}
   */
  public Path bring(String name, String digest, long bytes, Predicate<String> isInUse) {
    Path place = place(name, digest);
    try {
      if (!Files.exists(marker(place)) || !Files.isDirectory(place)) {
        makeRoom(place, bytes, isInUse);
        blobs.onDisk(place);
        compare(place, name, digest);
      }
      mark(place);
      return place;
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  /** Forgets it, here and everywhere. */
  public void delete(String name, String digest) {
    Path place = place(name, digest);
    Disk.deleteOrLeave(marker(place));
    blobs.deleteOrLeave(place);
  }

  /** Forgets the copies that nobody names any more, and what a crash left of arriving ones. */
  public void sweep(Predicate<String> hasRow, Predicate<Path> isNamed) throws IOException {
    Instant old = clock.instant().minus(Duration.ofDays(1));
    for (Path folder : folders()) {
      for (Path entry : Disk.entries(folder)) {
        boolean isMark = entry.toString().endsWith(MARK);
        boolean isKept = isNamed.test(isMark ? copyOf(entry) : entry);
        if (!isKept && Files.getLastModifiedTime(entry).toInstant().isBefore(old)) {
          LOG.info("Deleting {}, which nothing names", entry);
          Disk.deleteOrLeave(entry);
        }
      }
    }
    blobs.sweep(room, hasRow);
  }

  private static void compare(Path place, String name, String digest) {
    if (!Files.isDirectory(place)) {
      throw new GraftException(
          ErrorCode.STORAGE_UNAVAILABLE, "the files of " + name + " are not in the store");
    }
    if (!digest(place).equals(digest)) {
      Disk.deleteOrLeave(place);
      throw new GraftException(
          ErrorCode.INVALID_MODEL,
          "the files of " + name + " in the store are not those that were put there");
    }
  }

  private void makeRoom(Path coming, long bytes, Predicate<String> isInUse) throws IOException {
    if (most == 0) {
      return;
    }
    List<Path> marks = marks();
    long there = 0;
    for (Path mark : marks) {
      there += bytes(copyOf(mark));
    }
    Instant justNow = clock.instant().minus(JUST_USED);
    for (Path mark : marks) {
      Path copy = copyOf(mark);
      boolean mayGo =
          !copy.equals(coming)
              && used(mark).toInstant().isBefore(justNow)
              && !isInUse.test(String.valueOf(copy.resolveSibling("").getFileName()));
      if (there + bytes > most && mayGo) {
        there -= bytes(copy);
        LOG.info("Deleting this node's copy {}, to make room for {}", copy, coming);
        Disk.delete(mark);
        Disk.delete(copy);
      }
    }
  }

  /** Of all copies; that which was unused longest comes first. */
  private List<Path> marks() throws IOException {
    List<Path> marks = new ArrayList<>();
    for (Path folder : folders()) {
      for (Path entry : Disk.entries(folder)) {
        if (entry.toString().endsWith(MARK)) {
          marks.add(entry);
        }
      }
    }
    marks.sort(Comparator.comparing(VerifiedCopies::used));
    return marks;
  }

  private List<Path> folders() {
    return Disk.entries(room).stream()
        .filter(folder -> Files.isDirectory(folder) && !isHidden(folder))
        .toList();
  }

  private static boolean isHidden(Path folder) {
    return String.valueOf(folder.getFileName()).startsWith(".");
  }

  private static FileTime used(Path mark) {
    try {
      return Files.getLastModifiedTime(mark);
    } catch (IOException goneMeanwhile) {
      return FileTime.from(Instant.MAX);
    }
  }

  private static long bytes(Path copy) throws IOException {
    if (!Files.isDirectory(copy)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(copy)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void mark(Path place) throws IOException {
    Path mark = marker(place);
    if (!Files.exists(mark)) {
      Files.write(mark, new byte[0]);
    }
    Files.setLastModifiedTime(mark, FileTime.from(clock.instant()));
  }

  private static Path marker(Path place) {
    return place.resolveSibling(place.getFileName() + MARK);
  }

  private static Path copyOf(Path mark) {
    String name = String.valueOf(mark.getFileName());
    return mark.resolveSibling(name.substring(0, name.length() - MARK.length()));
  }
}
