package graft.site;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What several sites need in one forward pass and is computed once. Used by the pass's thread; a
 * value lives as long as the scope that the pass was begun in.
 */
public final class Memo {
  private final Map<Object, NDArray> computed = new IdentityHashMap<>();

  /** The value of {@code owner}, the very object, in this pass. */
  public NDArray once(Object owner, Supplier<NDArray> computation) {
    return computed.computeIfAbsent(owner, unknown -> computation.get());
  }

  /** All values so far. */
  Collection<NDArray> values() {
    return computed.values();
  }
}
