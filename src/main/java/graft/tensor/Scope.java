package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;

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

  /** Lets a tensor outlive the scope; its manager owns it from now on. */
  public NDArray keep(NDArray array) {
    NDScope.unregister(array);
    return array;
  }

  @Override
  public void close() {
    scope.close();
  }
}
