package graft.catalog;

import java.util.List;
import java.util.Optional;

/**
 * The base models: each directory below the model root that looks like one. A directory that
 * appears, changes or vanishes is noticed when the list or an unknown name is asked for.
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
   * @throws graft.spec.GraftException {@code UNKNOWN_BASE_MODEL}, or {@code INVALID_MODEL} with its
   *     fault
   */
  BaseModelEntry.Usable usable(String name);

  /** {@link #usable}, and nobody can delete it before the caller's transaction has ended. */
  BaseModelEntry.Usable hold(String name);

  /**
   * Deletes the directory; where it is a link, the link.
   *
   * @throws graft.spec.GraftException {@code UNKNOWN_BASE_MODEL}; {@code STILL_IN_USE} while a job
   *     or an adapter needs it
   */
  void delete(String name);

  /** Looks at the model root; reads only what changed since the last look. */
  void rescan();
}
