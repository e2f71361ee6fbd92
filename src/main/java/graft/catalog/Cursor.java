package graft.catalog;

import java.util.Optional;
import java.util.function.Function;

/**
 * Which stretch of a list is wanted.
 *
 * @param after the item before the first one wanted
 * @param limit most items wanted, at least 1
 */
public record Cursor<I>(Optional<I> after, int limit, Order order) {
  /** By the time of creation. */
  public enum Order {
    ASC,
    DESC
  }

  /** The same with another kind of position. */
  public <J> Cursor<J> map(Function<I, J> position) {
    return new Cursor<>(after.map(position), limit, order);
  }
}
