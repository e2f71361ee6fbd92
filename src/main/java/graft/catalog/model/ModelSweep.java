package graft.catalog.model;

import graft.catalog.storage.Disk;
import graft.catalog.storage.FileLease;
import graft.catalog.storage.StorageLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Deletes at start what a crash left below the model root: models that were being deleted, and
 * those that were arriving, unless another node holds them.
 */
@Component
class ModelSweep implements SmartInitializingSingleton {
  private static final Logger LOG = LoggerFactory.getLogger(ModelSweep.class);

  private final ModelRoot root;
  private final ModelRoot room;
  private final boolean isByDefault;

  ModelSweep(StorageLayout layout) {
    this.isByDefault = layout.models().startsWith(layout.data());
    this.root = new ModelRoot(layout.models());
    this.room = new ModelRoot(StoredModels.room(layout));
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      if (!isByDefault && !Files.exists(root.root())) {
        LOG.warn(
            "GRAFT_MODELS names {}, which does not exist: it is made, and there is no base model",
            root.root());
      }
      Files.createDirectories(root.root());
      root.leftovers().forEach(Disk::deleteOrLeave);
      for (ModelRoot place : List.of(root, room)) {
        for (Path arriving : place.arriving()) {
          deleteUnlessHeld(arriving);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteUnlessHeld(Path arriving) throws IOException {
    Path lock = arriving.resolve(IncomingModel.LOCK);
    if (!Files.exists(lock)) {
      Disk.deleteOrLeave(arriving);
      return;
    }
    Optional<FileLease> held = FileLease.take(lock);
    if (held.isPresent()) {
      try (FileLease _ = held.get()) {
        LOG.info("Deleting {}, which an earlier process left unfinished", arriving);
        Disk.deleteOrLeave(arriving);
      }
    }
  }
}
