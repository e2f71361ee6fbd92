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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The attention modules of a decoder that are of one kind, and the prefixes before what they keep,
 * the same in every row. Where modules have prefixes of different lengths, all have as many columns
 * for them, and the shorter ones hide the first of these. Owns the prefixes.
 *
 * @param prefixes one row
 */
record KeptModules(List<AttentionSite> sites, Map<SiteId, Module> modules, KeyValueStore prefixes)
    implements AutoCloseable {
  /**
   * One of them.
   *
   * @param before how many keys stand before the text
   */
  private record Module(int number, int before) {}

  KeptModules {
    sites = List.copyOf(sites);
    modules = Map.copyOf(modules);
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
    Map<SiteId, Module> modules = new HashMap<>();
    List<KeyValue> extended = new ArrayList<>();
    for (AttentionSite site : sites) {
      NDArray none = zeros(manager, like, 1, site.heads(), 1, site.headSize());
      NDArray mask = zeros(manager, like, 1, 1, 1, 1);
      NDArray entering = zeros(manager, like, 1, 1, site.width());
      KeyValue all = site.extend(new KeyValue(none, none, mask), entering, pass);
      int before = (int) all.key().getShape().get(2) - 1;
      modules.put(site.id(), new Module(modules.size(), before));
      extended.add(all);
    }
    // One column at least: a tensor without elements has no place.
    int columns = Math.max(1, most(modules));
    KeyValueStore prefixes = store(sites, 1, columns, like, manager);
    for (Module module : modules.values()) {
      if (module.before > 0) {
        KeyValue all = extended.get(module.number);
        prefixes.write(
            module.number,
            columns - module.before,
            joined(all.key(), module.before),
            joined(all.value(), module.before));
      }
    }
    return new KeptModules(sites, modules, prefixes);
  }

  /** The first columns of one row: (1, heads, T, d) to (1, P, heads · d). */
  private static NDArray joined(NDArray heads, int columns) {
    return Ops.slice(heads, 2, 0, columns).transpose(0, 2, 1, 3).reshape(new Shape(1, columns, -1));
  }

  private static int most(Map<SiteId, Module> modules) {
    return modules.values().stream().mapToInt(Module::before).max().orElse(0);
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
    return module(site).number;
  }

  /** How many keys stand before the text at a site. */
  int before(AttentionSite site) {
    return module(site).before;
  }

  private Module module(AttentionSite site) {
    return Objects.requireNonNull(modules.get(site.id()), () -> "nothing is kept at " + site.id());
  }

  /** Columns before the text. */
  int most() {
    return most(modules);
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
