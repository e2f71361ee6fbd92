package graft.catalog.adapter;

import graft.spec.AdapterId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The files of an adapter as they arrive, below the data directory. Whoever began it closes it,
 * which deletes what was not kept. Confined to one thread.
 */
public interface AdapterUpload extends AutoCloseable {
  /** The adapter's id, once it is kept. */
  AdapterId id();

  /**
   * Reads a body to its end: a file of an adapter, or an archive of them all.
   *
   * @param filename as the sender calls it; never a name on disk
   * @throws IOException when the body breaks off
   * @throws graft.spec.GraftException {@code TOO_LARGE}; {@code STORAGE_FULL}; {@code
   *     INVALID_ADAPTER} if the name was there before
   */
  void receive(String filename, InputStream body) throws IOException;

  /**
   * A directory with the files that a reader opens, unpacked if they came as an archive.
   *
   * @throws graft.spec.GraftException {@code INVALID_ADAPTER} naming each file that is not an
   *     adapter's, or what is wrong with the archive
   */
  Path files();

  /** An empty directory, to be filled and then kept. */
  Path output();

  @Override
  void close();
}
