package graft.site.cache;

import ai.djl.ndarray.NDArray;
import graft.tensor.Gradients;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What several sites need in one forward pass and is computed once. Used by the pass's thread; a
 * value lives as long as the scope that the pass was begun in.
 */
public final class PassCache {
  private final Map<Object, Map<Long, NDArray>> computed = new IdentityHashMap<>();

  /** The value of {@code owner}, the very object, in this pass. */
  public NDArray once(Object owner, Supplier<NDArray> computation) {
    return once(owner, 0, computation);
  }

  /** One of several values of {@code owner}, the very object, in this pass. */
  public NDArray once(Object owner, long which, Supplier<NDArray> computation) {
    return computed
        .computeIfAbsent(owner, unknown -> new HashMap<>())
        .computeIfAbsent(which, unknown -> Gradients.meet(computation.get()));
  }

  /** All values so far. */
  public Collection<NDArray> values() {
    return computed.values().stream().flatMap(values -> values.values().stream()).toList();
  }
}
