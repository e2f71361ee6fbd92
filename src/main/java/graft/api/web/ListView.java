package graft.api.web;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param object always {@code list}
 * @param firstId id of the first element here; null in an empty page
 * @param lastId id of the last one, the next page's {@code after}
 */
public record ListView<T>(
    String object,
    List<T> data,
    @Nullable String firstId,
    @Nullable String lastId,
    boolean hasMore) {
  public ListView {
    data = List.copyOf(data);
  }

  /** A list that is always one page. */
  public static <T> ListView<T> whole(List<T> data, Function<T, String> id) {
    return of(data, false, id);
  }

  /** A page of a store that says itself whether something follows. */
  public static <T> ListView<T> of(List<T> data, boolean hasMore, Function<T, String> id) {
    return new ListView<>(
        "list",
        data,
        data.isEmpty() ? null : id.apply(data.getFirst()),
        data.isEmpty() ? null : id.apply(data.getLast()),
        hasMore);
  }
}
