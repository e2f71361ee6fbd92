package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.AttentionSite;
import graft.site.cache.KeyValueCache.Manner;
import graft.tensor.KeyValueStore;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of rows that all end at the same column, however long they are: the prefixes, and
 * what was read of the text. Owns them.
 */
final class RunningText implements AutoCloseable {
  /** Columns are made in lots of so many. */
  private static final int LOT = 64;

  private final Kept kept;
  private final KeptModules modules;
  private final List<Integer> starts = new ArrayList<>();
  private final Map<Reach, NDArray> masks = new HashMap<>();
  private KeyValueStore store;
  private int end;

  /**
   * @param from first column that anything is seen of
   * @param to one behind the query's column
   * @param late how many columns up to the query's own it does not see
   */
  private record Reach(int from, int to, int late, int hidden, OptionalInt window) {}

  RunningText(Kept kept, int rows, int columns) {
    this.kept = kept;
    modules = kept.text();
    store = modules.store(rows, lots(modules.most() + columns));
  }

  private static int lots(int columns) {
    return Math.ceilDiv(columns, LOT) * LOT;
  }

  /** Columns from the first that any row needs to the end. */
  int used() {
    return end - first();
  }

  private int first() {
    return starts.stream().mapToInt(Integer::intValue).min().orElse(end);
  }

  /** Makes room for one more column behind the end, and as many as there are at most to come. */
  void makeRoom(int toCome) {
    if (end == store.columns()) {
      int used = used();
      move(store.rows(), lots(used + Math.clamp(toCome, 1, Math.max(8 * LOT, used))), used);
    }
  }

  /** One more column is read. */
  void advance() {
    end++;
    forgetMasks();
  }

  /**
   * Puts a row that was read apart at a place, or behind the last.
   *
   * @param tokens of its text that were read
   */
  void put(int place, PromptCache prompt, int row, int tokens) {
    int columns = modules.most() + tokens;
    if (starts.isEmpty()) {
      end = Math.min(columns, store.columns());
    }
    if (place >= store.rows() || columns > store.columns() || columns > end) {
      int rows = place < store.rows() ? store.rows() : Math.max(place + 1, 2 * store.rows());
      int last = Math.max(columns, end);
      move(rows, Math.max(store.columns(), lots(last + 1)), last);
    }
    store.copy(place, end - columns, prompt.text(), KeyValueStore.Part.ofRow(row, 0, columns));
    set(place, end - columns);
  }

  /** Puts a row at another place too, or behind the last. */
  void copy(int place, int row) {
    if (place >= store.rows()) {
      move(Math.max(place + 1, 2 * store.rows()), store.columns(), end);
    }
    store.copy(place, first(), store, KeyValueStore.Part.ofRow(row, first(), end));
    set(place, starts.get(row));
  }

  void removeLast() {
    starts.removeLast();
    forgetMasks();
  }

  /** Forgets what rows left behind that are gone: numbers that may not be finite. */
  void clean() {
    move(store.rows(), store.columns(), end);
  }

  private void set(int place, int start) {
    if (place < starts.size()) {
      starts.set(place, start);
    } else {
      starts.add(start);
    }
    forgetMasks();
  }

  /** Moves all to a new store, where it ends at a column. */
  private void move(int rows, int columns, int newEnd) {
    KeyValueStore other = modules.store(rows, columns);
    int first = first();
    int by = newEnd - end;
    if (!starts.isEmpty()) {
      other.copy(0, first + by, store, new KeyValueStore.Part(0, starts.size(), first, end));
    }
    store.close();
    store = other;
    starts.replaceAll(start -> start + by);
    end = newEnd;
    forgetMasks();
  }

  /** Attends to the text so far, the one token of each row included that comes behind the end. */
  NDArray attend(AttentionSite site, KeyValueStore.Next next, Manner manner) {
    Reach reach = reach(site, manner.window());
    @Nullable NDArray mask = mask(reach, next.query(), manner);
    KeyValueStore.Span span = new KeyValueStore.Span(modules.number(site), end, reach.from, false);
    return store.attend(next, span, manner.scale(), mask);
  }

  /** A window narrows what is looked at, unless prefixes without positions are seen beyond it. */
  private Reach reach(AttentionSite site, OptionalInt window) {
    int hidden = modules.hidden(site);
    int late = kept.decoder().forgetsPrefixes() ? modules.before(site) : 0;
    int from = first() + hidden;
    boolean isBeforeFar = kept.decoder().shift() > 0;
    int before = first() + (isBeforeFar ? 0 : modules.most());
    if (window.isEmpty() || end - before < window.getAsInt()) {
      return new Reach(from, end + 1, late, hidden, OptionalInt.empty());
    }
    if (modules.before(site) > 0 && !isBeforeFar) {
      return new Reach(from, end + 1, late, hidden, window);
    }
    int near = Math.max(from, end + 1 - window.getAsInt());
    return new Reach(near, end + 1, late, hidden, OptionalInt.empty());
  }

  private @Nullable NDArray mask(Reach reach, NDArray like, Manner manner) {
    boolean hides =
        reach.window.isPresent()
            || reach.late > 0
            || starts.stream().anyMatch(start -> start + reach.hidden > reach.from);
    if (!hides && manner.added().isEmpty()) {
      return null;
    }
    NDArray mask = masks.computeIfAbsent(reach, _ -> Scope.kept(Ops.castLike(mask(reach), like)));
    return manner.added().map(added -> added.apply(mask)).orElse(mask);
  }

  /** (B, 1, 1, columns). */
  private NDArray mask(Reach reach) {
    int columns = reach.to - reach.from;
    float[] mask = new float[starts.size() * columns];
    for (int row = 0; row < starts.size(); row++) {
      int own = starts.get(row) + reach.hidden;
      int text = starts.get(row) + modules.most();
      int near = reach.window.isPresent() ? reach.to - reach.window.getAsInt() : reach.from;
      for (int i = 0; i < columns; i++) {
        int column = reach.from + i;
        boolean isSeen =
            column >= own && column < reach.to - reach.late && (column < text || column >= near);
        mask[row * columns + i] = isSeen ? 0 : (float) Sight.HIDDEN;
      }
    }
    return kept.manager().create(mask, new Shape(starts.size(), 1, 1, columns));
  }

  private void forgetMasks() {
    masks.values().forEach(NDArray::close);
    masks.clear();
  }

  @Override
  public void close() {
    forgetMasks();
    store.close();
  }
}
