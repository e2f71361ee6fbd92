package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.site.AttentionSite;
import graft.site.KeyValue;
import graft.site.Pass;
import graft.site.SiteId;
import graft.tensor.Gradients;
import graft.tensor.KeyValueStore;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attention modules of a decoder that are of one kind, and the prefixes before what they keep,
 * the same in every row. Where modules have prefixes of different lengths, all have as many columns
 * for them, and the shorter ones hide the first of these. Owns the prefixes.
 *
 * @param numbers of the modules
 * @param before how many keys stand before the text at each of them
 * @param prefixes one row
 */
record KeptModules(
    List<AttentionSite> sites,
    Map<SiteId, Integer> numbers,
    Map<SiteId, Integer> before,
    KeyValueStore prefixes)
    implements AutoCloseable {
  KeptModules {
    sites = List.copyOf(sites);
    numbers = Map.copyOf(numbers);
    before = Map.copyOf(before);
  }

  static KeptModules of(Decoder decoder, Role role, NDManager manager) {
    List<AttentionSite> sites =
        decoder.model().sites().attention().stream()
            .filter(site -> site.id().role() == role && site.id().stack() == Stack.DECODER)
            .toList();
    requireAlike(sites);
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        return of(sites, decoder, manager);
      }
    });
  }

  private static void requireAlike(List<AttentionSite> sites) {
    if (sites.stream().map(site -> List.of(site.heads(), site.headSize())).distinct().count() > 1) {
      throw new IllegalStateException("a decoder's layers have different heads of keys");
    }
  }

  private static KeptModules of(List<AttentionSite> sites, Decoder decoder, NDManager manager) {
    NDArray like = decoder.model().tokenEmbedding().orElseThrow();
    Pass pass = decoder.pass();
    Map<SiteId, Integer> numbers = new HashMap<>();
    Map<SiteId, Integer> before = new HashMap<>();
    Map<SiteId, KeyValue> extended = new HashMap<>();
    for (AttentionSite site : sites) {
      NDArray none = zeros(manager, like, 1, site.heads(), 1, site.headSize());
      NDArray mask = zeros(manager, like, 1, 1, 1, 1);
      NDArray entering = zeros(manager, like, 1, 1, site.width());
      KeyValue all = site.extend(new KeyValue(none, none, mask), entering, pass);
      numbers.put(site.id(), numbers.size());
      before.put(site.id(), (int) all.key().getShape().get(2) - 1);
      extended.put(site.id(), all);
    }
    int most = before.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    // One column at least: a tensor without elements has no place.
    KeyValueStore prefixes = store(sites, 1, Math.max(1, most), like, manager);
    for (AttentionSite site : sites) {
      int own = before.get(site.id());
      if (own > 0) {
        KeyValue all = extended.get(site.id());
        prefixes.write(
            numbers.get(site.id()),
            most - own,
            Ops.slice(all.key(), 2, 0, own),
            Ops.slice(all.value(), 2, 0, own));
      }
    }
    return new KeptModules(sites, numbers, before, prefixes);
  }

  private static NDArray zeros(NDManager manager, NDArray like, long... shape) {
    return Ops.castLike(manager.zeros(new Shape(shape)), like);
  }

  private static KeyValueStore store(
      List<AttentionSite> sites, int rows, int columns, NDArray like, NDManager manager) {
    AttentionSite any = sites.getFirst();
    Shape shape = new Shape(2L * sites.size(), rows, any.heads(), columns, any.headSize());
    return KeyValueStore.create(manager, shape, like);
  }

  /** Room for rows, nothing in it. */
  KeyValueStore store(int rows, int columns) {
    NDArray own = prefixes.tensor();
    return store(sites, rows, columns, own, own.getManager());
  }

  /** Room for rows, their prefixes in it. */
  KeyValueStore storeWithPrefixes(int rows, int columns) {
    KeyValueStore store = store(rows, most() + columns);
    if (most() > 0) {
      for (int row = 0; row < rows; row++) {
        store.copy(row, 0, prefixes, KeyValueStore.Part.ofRow(0, 0, most()));
      }
    }
    return store;
  }

  int number(AttentionSite site) {
    return numbers.get(site.id());
  }

  /** How many keys stand before the text at a site. */
  int before(AttentionSite site) {
    return before.get(site.id());
  }

  /** Columns before the text. */
  int most() {
    return before.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** How many of these a site does not see. */
  int hidden(AttentionSite site) {
    return most() - before(site);
  }

  @Override
  public void close() {
    prefixes.close();
  }
}
