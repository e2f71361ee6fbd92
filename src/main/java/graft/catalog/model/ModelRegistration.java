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
  private final long maxBytes;
  private final IdSource ids;

  ModelRegistration(ModelMetadataCache readings, StorageLayout layout, IdSource ids) {
    this.readings = readings;
    this.root = new ModelRoot(layout.models());
    this.maxBytes = layout.maxModelBytes();
    this.ids = ids;
  }

  /**
   * @throws GraftException {@code INVALID_SPEC}; {@code NAME_TAKEN}
   */
  void requireFree(String name) {
    var _ = root.place(name);
  }

  /** Makes a hidden place for a model. */
  IncomingModel receive() {
    try {
      return IncomingModel.create(root.hidden(ids.next()), maxBytes);
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
      readings.keep(name, facts, () -> moved(files, name));
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private Path moved(Path files, String name) throws IOException {
    Path place = root.place(name);
    Files.createDirectories(place.resolveSibling(""));
    Disk.rename(files, place);
    return place;
  }
}
