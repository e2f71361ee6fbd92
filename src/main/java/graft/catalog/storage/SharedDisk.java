package graft.catalog.storage;

import java.nio.file.Path;
import java.util.function.Predicate;

/** All nodes have one data directory: what is in its place there is kept. */
final class SharedDisk implements Blobs {
  @Override
  public void keep(Path local, Path lasting) {}

  @Override
  public boolean isElsewhere() {
    return false;
  }

  @Override
  public Path onDisk(Path lasting) {
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
