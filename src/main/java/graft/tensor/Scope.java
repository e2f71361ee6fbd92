package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Frees what a step made: every tensor that this thread creates while the scope is open is closed
 * with it, whatever manager it belongs to. Long-lived state must therefore be made before the first
 * scope, or be kept. Scopes nest; they belong to their thread.
 */
public final class Scope implements AutoCloseable {
  private final NDScope scope = new NDScope();

  public Scope() {
    scope.suppressNotUsedWarning();
  }

  /**
   * What a part of a computation makes, without all that it needed on the way: of that, only what a
   * backward pass needs is kept, by who recorded it. What stays belongs to the scope around the
   * part.
   *
   * @param part makes a new tensor
   * @param also made in the part or before, stays as well
   */
  public static NDArray part(Supplier<NDArray> part, Supplier<Collection<NDArray>> also) {
    List<NDArray> kept = new ArrayList<>();
    try (Scope scope = new Scope()) {
      kept.add(part.get());
      kept.addAll(also.get());
      kept.forEach(scope::keep);
    }
    kept.forEach(NDScope::register);
    return kept.getFirst();
  }

  /** Lets a tensor outlive the scope; its manager owns it from now on. */
  public NDArray keep(NDArray array) {
    NDScope.unregister(array);
    return array;
  }

  /** Lets a tensor outlive the scopes that this thread has open; its manager owns it. */
  public static NDArray kept(NDArray array) {
    NDScope.unregister(array);
    return array;
  }

  @Override
  public void close() {
    scope.close();
  }
}
