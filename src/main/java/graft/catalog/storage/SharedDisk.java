package graft.catalog.storage;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * All nodes have one data directory: what is in its place there is kept.
 *
 * @param mark a file that is there for as long as the directory is mounted
 */
record SharedDisk(Path mark) implements Blobs {
  @Override
  public void keep(Path local, Path lasting) {}

  @Override
  public void requireThere() {
    if (!Files.isReadable(mark)) {
      throw new GraftException(ErrorCode.STORAGE_UNAVAILABLE, "the data directory cannot be read");
    }
  }

  @Override
  public boolean isElsewhere() {
    return false;
  }

  @Override
  public Path onDisk(Path lasting) {
    if (!lasting.equals(mark) && !Files.exists(lasting)) {
      requireThere();
    }
    return lasting;
  }

  @Override
  public void deleteOrLeave(Path lasting) {
    Disk.deleteOrLeave(lasting);
  }

  /** What is on the disk is swept by those who know what is in the making there. */
  @Override
  public void sweep(Path directory, Predicate<String> hasRow) {}
}
