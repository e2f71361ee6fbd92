package graft.catalog.model;

import graft.catalog.storage.Blobs;
import graft.catalog.storage.Orphans;
import graft.catalog.storage.S3Settings;
import graft.catalog.storage.StorageLayout;
import graft.catalog.storage.VerifiedCopies;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Base models that came over the API where nodes share a bucket and no disk. They are no
 * directories below the model root: the bucket has them, the row names them by the digest of their
 * files, and a node that needs one has a copy below its data directory.
 */
@Component
class StoredModels implements Orphans {
  private final Blobs blobs;
  private final BaseModelRows rows;
  private final ModelsInMemory inMemory;
  private final Path room;
  private final VerifiedCopies copies;

  StoredModels(
      Blobs blobs,
      BaseModelRows rows,
      ModelsInMemory inMemory,
      StorageLayout layout,
      ObjectProvider<S3Settings> bucket,
      Clock clock) {
    this.blobs = blobs;
    this.rows = rows;
    this.inMemory = inMemory;
    this.room = room(layout);
    long most = Optional.ofNullable(bucket.getIfAvailable()).map(S3Settings::cacheBytes).orElse(0L);
    this.copies = new VerifiedCopies(blobs, room, most, clock);
  }

  /** Where the copies are. */
  static Path room(StorageLayout layout) {
    return layout.data().resolve("base-models");
  }

  /** Whether new models come here. */
  boolean isOpen() {
    return blobs.isElsewhere();
  }

  /** Where a model may arrive unseen. */
  Path hidden(String id) {
    return new ModelRoot(room).hidden(id);
  }

  /**
   * Keeps a model in the bucket.
   *
   * @param files its directory, whole and on disk; gone afterwards
   * @return what the row has to remember
   */
  String keep(String name, Path files) {
    String digest = VerifiedCopies.digest(files);
    copies.keep(files, folder(name), digest);
    return digest;
  }

  /** Where the copy of a model is or would be. */
  Path place(String name, String digest) {
    return copies.place(folder(name), digest);
  }

  /** Sees to it that the files of a model are on this node's disk, if they are kept here. */
  Path onDisk(BaseModelEntry.Usable model) {
    Path directory = model.directory();
    if (directory.startsWith(room)) {
      String digest = String.valueOf(directory.getFileName());
      return copies.bring(folder(model.name()), digest, model.facts().bytes(), this::isInMemory);
    }
    return directory;
  }

  private boolean isInMemory(String folder) {
    return inMemory.names().stream().map(StoredModels::folder).anyMatch(folder::equals);
  }

  void delete(String name, String digest) {
    copies.delete(folder(name), digest);
  }

  @Override
  public void sweep(boolean isOurDatabase) throws IOException {
    if (isOurDatabase) {
      Map<String, Path> stored =
          rows.findAll().stream()
              .filter(row -> row.stored().isPresent())
              .collect(
                  Collectors.toMap(
                      row -> folder(row.name()),
                      row -> place(row.name(), row.stored().orElseThrow())));
      copies.sweep(stored::containsKey, stored::containsValue);
    }
  }

  /** One folder, whatever parts a name has. */
  private static String folder(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
