package graft.catalog;

import java.nio.file.Path;

/**
 * Where the catalog keeps its files.
 *
 * @param files data files, by id
 * @param adapters adapter directories, by id
 * @param models the model root
 * @param maxFileBytes size of the largest data file
 */
public record Shelf(Path files, Path adapters, Path models, long maxFileBytes) {
  /** 512 MiB: the limit that clients of the OpenAI API know. */
  public static final long MAX_FILE_BYTES = 512L << 20;

  /** How the names of files end that are not complete. */
  static final String TEMPORARY = ".part";

  /** Who owns everything, until there are keys. */
  static final String OWNER = "local";

  public static Shelf below(Path data, Path models, long maxFileBytes) {
    return new Shelf(data.resolve("files"), data.resolve("adapters"), models, maxFileBytes);
  }
}
