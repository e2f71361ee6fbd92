package graft.train;

import graft.spec.Progress;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import java.util.Map;

/** Somebody who follows a training and may end it; called on the training's thread. */
public interface TrainingCallback {
  /** Called with what each step took, and each evaluation, as soon as it is done. */
  void worked(Work work);

  /**
   * Called after each optimizer step; the answer is obeyed before anything else is computed, an
   * evaluation too: whoever goes on from there begins with it.
   */
  RunDirective afterStep(Progress progress);

  /** Called after each evaluation. */
  void evaluated(int step, Map<String, Double> metrics);

  /** Called when a step with its evaluation is done, before the next one. */
  void settled(int step);

  /** Called with what a user may want to know of the end, before the training returns. */
  void remarked(String text);

  /** Called with what a user should look at, as soon as it is known. */
  void warned(String text);
}
