package graft.catalog.storage;

import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Where artifacts are that every node needs: files, adapters and checkpoints. Each has its lasting
 * place below the data directory, and goes by that; the disk of a node has it if the node made it
 * or needed it. An artifact never changes. Safe for any thread.
 */
public interface Blobs {
  /**
   * Keeps a file, or a directory with all that is in it, where every node finds it; whole when this
   * returns. To be called before a row names it.
   *
   * @param local where it lies now, not necessarily in its place
   * @throws graft.spec.GraftException {@code STORAGE_UNAVAILABLE}, {@code STORAGE_FULL}
   */
  void keep(Path local, Path lasting);

  /**
   * Asks whether what is kept can be got at all.
   *
   * @throws graft.spec.GraftException {@code STORAGE_UNAVAILABLE} if the disk is not mounted, or
   *     the bucket does not answer
   */
  void requireThere();

  /** Whether it is kept elsewhere than in its place, so that each node has copies of its own. */
  boolean isElsewhere();

  /**
   * Sees to it that what was kept lies in its place on this node's disk. What cannot be found while
   * nothing can is not taken for gone.
   *
   * @return that place; nothing is there if nothing was kept
   * @throws graft.spec.GraftException {@code STORAGE_UNAVAILABLE}, {@code STORAGE_FULL}
   */
  Path onDisk(Path lasting);

  /**
   * Forgets what no row names any more, here and everywhere; if that fails, the next sweep does.
   */
  void deleteOrLeave(Path lasting);

  /**
   * Forgets what was kept a day ago or more in a directory, and has no row.
   *
   * @param hasRow whether a row names an entry of the directory
   */
  void sweep(Path directory, Predicate<String> hasRow);
}
