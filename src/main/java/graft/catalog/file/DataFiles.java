package graft.catalog.file;

import graft.catalog.Cursor;
import graft.catalog.Page;
import graft.spec.FileId;
import graft.spec.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
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
  default DataFile keep(Owner owner, Upload upload, FilePurpose purpose) {
    return keep(owner, List.of(upload), purpose, Optional.empty());
  }

  /**
   * The same for a data set in several uploads of one format and with the same columns, which
   * become one file in the order of their names: CSV of CSV and TSV, JSON Lines of all others.
   *
   * @param life after which the file is deleted, as soon as no job needs it
   * @throws graft.spec.GraftException {@code INVALID_FILE} if one is empty, or if one of several
   *     has a fault or does not fit the others; {@code TOO_LARGE}; {@code STORAGE_FULL}
   */
  DataFile keep(Owner owner, List<Upload> uploads, FilePurpose purpose, Optional<Duration> life);

  /** A stretch of the list; of one purpose, if there is one. */
  Page<DataFile> list(Owner owner, Cursor<FileId> cursor, Optional<FilePurpose> purpose);

  /**
   * @throws graft.spec.GraftException {@code FILE_NOT_FOUND}
   */
  DataFile get(Owner owner, FileId id);

  /** {@link #get}, and nobody can delete it before the caller's transaction has ended. */
  DataFile hold(Owner owner, FileId id);

  /**
   * Deletes a file; its bytes once the transaction that the caller is in has been committed.
   *
   * @throws graft.spec.GraftException {@code FILE_NOT_FOUND}; {@code STILL_IN_USE} while a job
   *     needs it
   */
  void delete(Owner owner, FileId id);

  /**
   * {@link #delete}, where somebody may have done so before.
   *
   * @return whether it was there
   * @throws graft.spec.GraftException {@code STILL_IN_USE}
   */
  boolean deleteIfThere(Owner owner, FileId id);
}
