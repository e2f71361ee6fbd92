package graft.catalog.adapter;

import graft.catalog.Cursor;
import graft.catalog.Page;
import graft.catalog.Replacement;
import graft.spec.AdapterId;
import graft.spec.JobId;
import graft.spec.Owner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The adapters that were trained or imported. */
public interface Adapters {
  /** A place for the files of an adapter that is sent. The caller closes it. */
  AdapterUpload receive();

  /**
   * Keeps a complete directory where every node finds it: before {@link #keep}, so that the
   * transaction there is not held up by it.
   */
  void stage(Owner owner, AdapterId id, Path directory);

  /**
   * Takes over a complete directory: renames it below the data directory, then writes the row, in
   * the caller's transaction if there is one.
   *
   * @param directory on the file system of the data directory, with a {@code manifest.json}; gone
   *     afterwards, unless the transaction is rolled back
   * @throws graft.spec.GraftException {@code ADAPTER_NOT_FOUND} if its setup names an adapter that
   *     is not there any more
   */
  AdapterEntry keep(Owner owner, NewAdapter adapter, Path directory);

  Page<AdapterEntry> list(Owner owner, Cursor<AdapterId> cursor);

  /** All of an owner, newest first. */
  List<AdapterEntry> all(Owner owner);

  /**
   * @throws graft.spec.GraftException {@code ADAPTER_NOT_FOUND}
   */
  AdapterEntry get(Owner owner, AdapterId id);

  /** The adapter with this {@code ft:} name. */
  Optional<AdapterEntry> named(Owner owner, String name);

  /** The adapter or checkpoint that is called so: by its {@code ft:} name or its id. */
  Optional<AdapterEntry> called(Owner owner, String nameOrId);

  /** {@link #get}, and nobody can delete it before the caller's transaction has ended. */
  AdapterEntry hold(Owner owner, AdapterId id);

  /**
   * Says how predictions use it from now on.
   *
   * @throws graft.spec.GraftException {@code ADAPTER_NOT_FOUND}; {@code STILL_IN_USE} if it is to
   *     be merged and a job needs it
   */
  AdapterEntry mark(Owner owner, AdapterId id, AdapterState state);

  /**
   * Puts other files in the place of an adapter's, and into its row what they are: both or neither,
   * whenever the service is killed. The files from before are deleted at the next start, because
   * somebody may be reading them.
   *
   * @param before what the files were made from
   * @param directory as {@link #keep} takes it
   * @throws graft.spec.GraftException {@code ADAPTER_NOT_FOUND}; {@code INVALID_STATE} if it is not
   *     what it was {@code before}; {@code STILL_IN_USE} while a job needs it
   */
  AdapterEntry replace(Owner owner, AdapterEntry before, Replacement files, Path directory);

  /** Names this job as the maker of no adapter any more. Joins the caller's transaction. */
  void forget(Owner owner, JobId job);

  /**
   * Deletes an adapter; its files once the transaction that the caller is in has been committed.
   *
   * @throws graft.spec.GraftException {@code ADAPTER_NOT_FOUND}; {@code STILL_IN_USE} while a job
   *     needs it, or an adapter was trained in a setup with it
   */
  void delete(Owner owner, AdapterId id);
}
