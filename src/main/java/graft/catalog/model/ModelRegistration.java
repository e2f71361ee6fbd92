package graft.catalog.model;

import graft.catalog.storage.Disk;
import graft.catalog.storage.StorageLayout;
import graft.format.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.IdSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Lets models in below the model root. */
@Component
class ModelRegistration {
  private final ModelMetadataCache readings;
  private final ModelRoot root;
  private final BaseModelRows rows;
  private final StoredModels stored;
  private final long maxBytes;
  private final IdSource ids;

  ModelRegistration(
      ModelMetadataCache readings,
      BaseModelRows rows,
      StoredModels stored,
      StorageLayout layout,
      IdSource ids) {
    this.readings = readings;
    this.rows = rows;
    this.stored = stored;
    this.root = new ModelRoot(layout.models());
    this.maxBytes = layout.maxModelBytes();
    this.ids = ids;
  }

  /**
   * @throws GraftException {@code INVALID_SPEC}; {@code NAME_TAKEN}
   */
  void requireFree(String name) {
    var _ = root.place(name);
    if (rows.findById(name).flatMap(BaseModelRow::stored).isPresent()) {
      throw ModelRoot.taken(
          "there is already a base model " + name + "; delete it first, or choose another");
    }
  }

  /** Makes a hidden place for a model. */
  IncomingModel receive() {
    try {
      Path place = stored.isOpen() ? stored.hidden(ids.next()) : root.hidden(ids.next());
      Files.createDirectories(place.resolveSibling(""));
      return IncomingModel.create(place, maxBytes);
    } catch (IOException e) {
      throw new GraftException(
          ErrorCode.INVALID_STATE, "the model root of this service cannot be written to", e);
    }
  }

  /**
   * Shows a model that has arrived.
   *
   * @param files its directory, whole and on disk; gone afterwards
   * @throws GraftException {@code NAME_TAKEN}
   */
  void admit(String name, Path files, ModelFacts facts) {
    try {
      Disk.force(files);
      if (stored.isOpen()) {
        store(name, files, facts);
        return;
      }
      readings.keep(name, facts, () -> moved(files, name));
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private void store(String name, Path files, ModelFacts facts) {
    requireFree(name);
    String digest = stored.keep(name, files);
    try {
      readings.keepStored(name, facts, digest);
    } catch (GraftException anotherCameFirst) {
      stored.delete(name, digest);
      throw anotherCameFirst;
    }
  }

  private Path moved(Path files, String name) throws IOException {
    Path place = root.place(name);
    Files.createDirectories(place.resolveSibling(""));
    Disk.rename(files, place);
    return place;
  }
}
