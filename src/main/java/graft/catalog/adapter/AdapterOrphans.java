package graft.catalog.adapter;

import graft.catalog.storage.Blobs;
import graft.catalog.storage.Disk;
import graft.catalog.storage.Leftover;
import graft.catalog.storage.Orphans;
import graft.catalog.storage.StorageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Imports that broke off, exports, which can be written again, and adapters without a row. */
@Component
class AdapterOrphans implements Orphans {
  private final StorageLayout layout;
  private final Blobs blobs;
  private final AdapterRows rows;

  AdapterOrphans(StorageLayout layout, Blobs blobs, AdapterRows rows) {
    this.layout = layout;
    this.blobs = blobs;
    this.rows = rows;
  }

  @Override
  public void sweep(boolean isOurDatabase) throws IOException {
    Files.createDirectories(layout.adapters());
    for (Path file : Disk.entries(layout.imports())) {
      Leftover lock = new Leftover(file);
      if (lock.isTemporary()) {
        new Leftover(IncomingAdapter.directoryOf(file), file).delete();
        lock.delete();
      }
    }
    Disk.deleteOrLeave(layout.exports());
    for (Path directory : Disk.entries(layout.adapters())) {
      Path manifest = directory.resolve(AdapterDirectories.MANIFEST);
      if (isOurDatabase && Files.exists(manifest)) {
        new Leftover(directory, manifest).deleteUnless(rows::existsByDirectory);
      }
    }
    if (isOurDatabase) {
      blobs.sweep(layout.adapters(), rows::existsByDirectory);
    }
  }
}
