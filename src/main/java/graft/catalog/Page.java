package graft.catalog;

import java.util.List;

/**
 * A stretch of a list.
 *
 * @param hasMore whether something follows the last item
 */
public record Page<T>(List<T> items, boolean hasMore) {
  public Page {
    items = List.copyOf(items);
  }
}
