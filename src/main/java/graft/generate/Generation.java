package graft.generate;

import java.util.concurrent.CompletionStage;

/** A request that was submitted. Safe for use by several threads. */
public interface Generation {
  /** Ends it before the next step, if it still runs; nobody needs what is left of it. */
  void cancel();

  /**
   * Completes when the search is over, and exceptionally with what went wrong, or with a {@link
   * java.util.concurrent.CancellationException} where it was cancelled.
   */
  CompletionStage<Void> ended();
}
