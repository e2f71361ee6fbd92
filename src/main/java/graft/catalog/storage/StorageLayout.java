package graft.catalog.storage;

import java.nio.file.Path;

/**
 * Where the catalog keeps its files.
 *
 * @param data the data directory
 * @param models the model root
 * @param maxFileBytes size of the largest data file
 * @param maxModelBytes size of the largest base model that is uploaded or fetched, all its files
 *     together
 */
public record StorageLayout(Path data, Path models, long maxFileBytes, long maxModelBytes) {
  /** How the names of files end that are not complete. */
  public static final String TEMPORARY = ".part";

  /** Says to which database the data directory belongs; there for as long as that is mounted. */
  public Path owner() {
    return data.resolve("database-id");
  }

  /** Data files, by id. */
  public Path files() {
    return data.resolve("files");
  }

  /** Weights that were asked for, written once; all of it can be written again. */
  public Path exports() {
    return data.resolve("exports");
  }

  /** Files of adapters that are being imported, by the adapters' ids to be. */
  public Path imports() {
    return data.resolve("imports");
  }

  /** Adapter directories; an adapter whose files were replaced has a new one. */
  public Path adapters() {
    return data.resolve("adapters");
  }
}
