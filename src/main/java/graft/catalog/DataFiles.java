package graft.catalog;

import graft.spec.FileId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The files that were uploaded, and those that jobs leave behind. */
public interface DataFiles {
  /**
   * Reads a body to its end into a temporary file. The caller closes the upload; unless it was
   * kept, nothing remains.
   *
   * @param filename as the sender calls it
   * @throws IOException when the body breaks off
   * @throws graft.spec.GraftException {@code TOO_LARGE}; {@code STORAGE_FULL}
   */
  Upload receive(String filename, InputStream body) throws IOException;

  /**
   * Reads the upload once from end to end, and keeps it. A file whose rows are bad is kept with its
   * faults.
   *
   * @throws graft.spec.GraftException {@code INVALID_FILE} if it is empty; {@code STORAGE_FULL}
   */
  DataFile keep(Upload upload, FilePurpose purpose);

  /** A stretch of the list; of one purpose, if there is one. */
  Page<DataFile> list(Cursor<FileId> cursor, Optional<FilePurpose> purpose);

  /**
   * @throws graft.spec.GraftException {@code FILE_NOT_FOUND}
   */
  DataFile get(FileId id);

  /** {@link #get}, and nobody can delete it before the caller's transaction has ended. */
  DataFile hold(FileId id);

  /**
   * @throws graft.spec.GraftException {@code FILE_NOT_FOUND}; {@code STILL_IN_USE} while a job
   *     needs it
   */
  void delete(FileId id);
}
