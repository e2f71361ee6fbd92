package graft.catalog.file;

import graft.catalog.storage.Blobs;
import graft.catalog.storage.Disk;
import graft.catalog.storage.Leftover;
import graft.catalog.storage.Orphans;
import graft.catalog.storage.StorageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Uploads that broke off, and data files without a row. */
@Component
class FileOrphans implements Orphans {
  private final StorageLayout layout;
  private final Blobs blobs;
  private final DataFileRows rows;

  FileOrphans(StorageLayout layout, Blobs blobs, DataFileRows rows) {
    this.layout = layout;
    this.blobs = blobs;
    this.rows = rows;
  }

  @Override
  public void sweep(boolean isOurDatabase) throws IOException {
    Files.createDirectories(layout.files());
    for (Path file : Disk.entries(layout.files())) {
      Leftover leftover = new Leftover(file);
      if (leftover.isTemporary()) {
        leftover.delete();
      } else if (isOurDatabase) {
        leftover.deleteUnless(rows::existsById);
      }
    }
    if (isOurDatabase) {
      blobs.sweep(layout.files(), rows::existsById);
    }
  }
}
