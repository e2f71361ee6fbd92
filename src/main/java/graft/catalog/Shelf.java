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

  public static Shelf below(Path data, Path models, long maxFileBytes) {
    return new Shelf(data.resolve("files"), data.resolve("adapters"), models, maxFileBytes);
  }
}
