package graft.api.web;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.function.Function;

/** An id out of a path: one that has not even the form of an id names nothing, like any unknown. */
public final class PathId {
  private PathId() {}

  /**
   * Reads an id.
   *
   * @param read the id's constructor, such as {@code JobId::new}
   * @throws GraftException with {@code unknown}, the code of an object that is not there
   */
  public static <I> I of(String text, Function<String, I> read, ErrorCode unknown) {
    try {
      return read.apply(text);
    } catch (IllegalArgumentException e) {
      throw new GraftException(
          unknown, "no object with the id " + text + ": expected " + e.getMessage(), e);
    }
  }
}
