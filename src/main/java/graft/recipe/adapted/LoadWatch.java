package graft.recipe.adapted;

import java.time.Duration;

/** Somebody who follows which models come into memory; called on the thread that waits for one. */
@FunctionalInterface
public interface LoadWatch {
  LoadWatch NONE = _ -> {};

  void loaded(Duration took);
}
