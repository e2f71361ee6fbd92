package graft.catalog;

import java.util.Optional;

/**
 * Which stretch of a list is wanted.
 *
 * @param after the item before the first one wanted
 * @param limit most items wanted, at least 1
 */
public record PageRequest<I>(Optional<I> after, int limit, Order order) {
  /** By the time of creation. */
  public enum Order {
    ASC,
    DESC
  }
}
