package graft.catalog;

import java.util.List;
import java.util.function.Function;

/**
 * A stretch of a list.
 *
 * @param hasMore whether something follows the last item
 */
public record Page<T>(List<T> items, boolean hasMore) {
  public Page {
    items = List.copyOf(items);
  }

  /** At most {@code limit} of what was read with one more, to see whether something follows. */
  public static <T> Page<T> of(List<T> oneMore, int limit) {
    return new Page<>(oneMore.subList(0, Math.min(limit, oneMore.size())), oneMore.size() > limit);
  }

  public <R> Page<R> map(Function<T, R> change) {
    return new Page<>(items.stream().map(change).toList(), hasMore);
  }
}
