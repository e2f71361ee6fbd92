package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.site.AttentionSite;
import graft.tensor.KeyValueStore;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of what an encoder made of each row's source, from the first column on, behind
 * the prefixes. Owns them.
 */
final class Memory implements AutoCloseable {
  private final Kept kept;
  private final KeptModules modules;
  private final List<Integer> lengths = new ArrayList<>();
  private final Map<Integer, NDArray> masks = new HashMap<>();
  private KeyValueStore store;
  private boolean isFull;

  /**
   * @param length tokens of the longest source that there is room for
   */
  Memory(Kept kept, int rows, int length) {
    this.kept = kept;
    modules = kept.memory().orElseThrow();
    store = modules.storeWithPrefixes(rows, length);
  }

  /** Adds a row whose source is so long. */
  void add(int length) {
    lengths.add(length);
    forgetMasks();
  }

  /** Puts a row of another one at a place, or behind the last. */
  void put(int place, Memory other, int row) {
    int length = other.lengths.get(row);
    makeRoom(place + 1, modules.most() + length);
    store.copy(place, 0, other.store, KeyValueStore.Part.ofRow(row, 0, modules.most() + length));
    set(place, length);
  }

  /** Puts a row at another place too, or behind the last. */
  void copy(int place, int row) {
    put(place, this, row);
  }

  void removeLast() {
    lengths.removeLast();
    forgetMasks();
  }

  private void set(int place, int length) {
    if (place < lengths.size()) {
      lengths.set(place, length);
      forgetMasks();
    } else {
      add(length);
    }
  }

  private void makeRoom(int rows, int columns) {
    if (rows <= store.rows() && columns <= store.columns()) {
      return;
    }
    KeyValueStore wider =
        modules.store(
            rows <= store.rows() ? store.rows() : Math.max(rows, 2 * store.rows()),
            Math.max(columns, store.columns()));
    wider.copy(0, 0, store, new KeyValueStore.Part(0, lengths.size(), 0, store.columns()));
    store.close();
    store = wider;
  }

  boolean isFull() {
    return isFull;
  }

  /** From the next pass on, all modules have kept what the encoder made. */
  void fill() {
    isFull = true;
  }

  void keep(AttentionSite site, NDArray key, NDArray value) {
    store.write(modules.number(site), modules.most(), key, value);
  }

  NDArray attend(AttentionSite site, NDArray query, double scale) {
    int from = modules.hidden(site);
    int to = modules.most() + longest();
    @Nullable NDArray mask = areAlike() ? null : mask(from, to, query);
    return store.attend(modules.number(site), from, to, query, scale, mask);
  }

  private int longest() {
    return lengths.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private boolean areAlike() {
    return lengths.stream().distinct().count() < 2;
  }

  private NDArray mask(int from, int to, NDArray like) {
    return masks.computeIfAbsent(
        from,
        _ -> {
          NDManager manager = kept.manager();
          int columns = to - from;
          float[] mask = new float[lengths.size() * columns];
          for (int row = 0; row < lengths.size(); row++) {
            int seen = modules.most() + lengths.get(row) - from;
            Arrays.fill(mask, row * columns + seen, (row + 1) * columns, (float) Sight.HIDDEN);
          }
          NDArray all = manager.create(mask, new Shape(lengths.size(), 1, 1, columns));
          return Scope.kept(Ops.copyLike(all, like));
        });
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
