package graft.catalog.adapter;

import graft.catalog.storage.AfterCommit;
import graft.catalog.storage.Blobs;
import graft.catalog.storage.Disk;
import graft.catalog.storage.FileLease;
import graft.catalog.storage.StorageLayout;
import graft.spec.AdapterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The directories of adapters below {@link StorageLayout#adapters}, which come and go with the rows
 * of a transaction.
 */
@Component
class AdapterDirectories {
  /** The file that every complete adapter has. */
  static final String MANIFEST = "manifest.json";

  private final StorageLayout layout;
  private final Blobs blobs;

  /** Names of what is kept everywhere already, and about to be published. */
  private final Set<String> staged = ConcurrentHashMap.newKeySet();

  AdapterDirectories(StorageLayout layout, Blobs blobs) {
    this.layout = layout;
    this.blobs = blobs;
  }

  /** Where the directories are. */
  Path root() {
    return layout.adapters();
  }

  /** A place for the files of an adapter that is sent. */
  AdapterUpload receive(AdapterId id) {
    return IncomingAdapter.begin(id, layout);
  }

  /**
   * Keeps a directory where every node finds it, ahead of the transaction that publishes it, which
   * is then not held up.
   */
  void stage(Path directory, String name) {
    blobs.keep(directory, layout.adapters().resolve(name));
    staged.add(name);
  }

  /**
   * Gives a directory its lasting name. If the transaction fails it has the old one again; where
   * nobody knows how it ended it has the lasting one, and may be published under that once more.
   */
  void publish(Path directory, String name) {
    Path lasting = layout.adapters().resolve(name);
    try {
      if (!staged.remove(name)) {
        blobs.keep(Files.exists(directory) ? directory : lasting, lasting);
      }
      boolean isThere = Files.exists(lasting) && !Files.exists(directory);
      holdUntilTheEnd(directory, isThere ? lasting : directory, lasting);
      if (!isThere) {
        Disk.rename(directory, lasting);
      }
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  /** Deletes all files of an adapter once the row is gone for good. */
  void deleteAfterCommit(AdapterId id) {
    AfterCommit.run(() -> {
      of(id).forEach(blobs::deleteOrLeave);
      blobs.deleteOrLeave(layout.adapters().resolve(id.value()));
      ExportedWeights.forget(id, layout);
    });
  }

  /** The directory of an adapter, and those that it had before. */
  private List<Path> of(AdapterId id) {
    return Disk.entries(layout.adapters()).stream()
        .filter(directory -> {
          String name = String.valueOf(directory.getFileName());
          return name.equals(id.value()) || name.startsWith(id + ".");
        })
        .toList();
  }

  /** Keeps a sweep away until the row is there, and tidies up if it will never be. */
  private static void holdUntilTheEnd(Path directory, Path found, Path lasting) throws IOException {
    FileLease held =
        FileLease.take(found.resolve(MANIFEST))
            .orElseThrow(() -> new IllegalStateException(directory + " is being kept already"));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            if (status == STATUS_ROLLED_BACK) {
              takeBack(lasting, directory);
            }
            held.close();
          }
        });
  }

  private static void takeBack(Path lasting, Path directory) {
    try {
      Disk.rename(lasting, directory);
    } catch (IOException e) {
      Disk.deleteOrLeave(lasting);
    }
  }
}
