package graft.recipe.finetune;

import graft.recipe.Run;
import graft.spec.job.RunDirective;

/** Somebody wants a fine-tuning to stop where it is not between two steps. */
final class Interruption extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final RunDirective wish;

  private Interruption(RunDirective wish) {
    super("the run is to " + wish, null, false, false);
    this.wish = wish;
  }

  /** Leaves what is computed unless the run goes on. */
  static void check(Run run) {
    RunDirective wish = run.ask();
    if (wish != RunDirective.GO_ON) {
      throw new Interruption(wish);
    }
  }

  RunDirective wish() {
    return wish;
  }
}
