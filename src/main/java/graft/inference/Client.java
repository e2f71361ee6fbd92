package graft.inference;

/** Whoever waits for the answer of a task. */
@FunctionalInterface
public interface Client {
  /** Waits to the end. */
  Client PATIENT = () -> false;

  /** Whether nobody would read the answer any more. Asked now and then, by the waiting thread. */
  boolean isGone();
}
