package graft.recipe.adapted;

import java.util.function.Supplier;

/** Somebody who follows how models come into memory, on the thread that waits for one. */
@FunctionalInterface
public interface LoadWatch {
  LoadWatch NONE = Supplier::get;

  /** Loads once, and gives what was loaded. */
  LoadedModel load(Supplier<LoadedModel> loading);
}
