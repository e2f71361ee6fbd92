package graft.catalog.model;

import graft.spec.Owner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The base models: each directory below the model root, or below a directory that holds nothing but
 * directories ({@code org/name}). What appears, changes or vanishes there is noticed when it is
 * asked for; a directory is read again only when the name, size or time of a file has changed. A
 * list shows at once what is known; whoever asks for one model waits for a while until it is read.
 */
public interface BaseModels {
  /** All of them, by name, the broken ones too. */
  List<BaseModelEntry> list();

  Optional<BaseModelEntry> find(String name);

  /**
   * @throws graft.spec.GraftException {@code UNKNOWN_BASE_MODEL}, with the nearest name
   */
  BaseModelEntry get(String name);

  /**
   * A model to work with.
   *
   * @throws graft.spec.GraftException {@code UNKNOWN_BASE_MODEL}; {@code INVALID_MODEL} with its
   *     fault; {@code INVALID_STATE} while it is being fetched or read
   */
  BaseModelEntry.Usable usable(String name);

  /** {@link #usable}, and nobody can delete it before the caller's transaction has ended. */
  BaseModelEntry.Usable hold(String name);

  /**
   * Sees to it that the files of a model are on this node's disk: those of one that the bucket has
   * are brought, which takes as long as they are large.
   *
   * @return their directory
   * @throws graft.spec.GraftException {@code STORAGE_UNAVAILABLE}, {@code STORAGE_FULL}; {@code
   *     INVALID_MODEL} if they are not those that were put there
   */
  Path onDisk(BaseModelEntry.Usable model);

  /**
   * Deletes the directory; where it is a link, the link.
   *
   * @throws graft.spec.GraftException {@code UNKNOWN_BASE_MODEL}; {@code STILL_IN_USE} while a job
   *     or an adapter needs it; {@code INVALID_STATE} if the model root is read-only
   */
  void delete(Owner asking, String name);
}
