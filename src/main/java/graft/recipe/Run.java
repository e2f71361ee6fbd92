package graft.recipe;

import graft.spec.DeviceId;
import graft.spec.Progress;
import graft.spec.job.HeldOut;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a caller lends to a fine-tuning: where to compute and write, and somebody who listens.
 * Called on the training thread only.
 */
public interface Run {
  DeviceId device();

  /**
   * An empty directory for the adapter's files; the caller makes it visible once the recipe has
   * returned.
   */
  Path output();

  /**
   * A file outside of {@link #output}, to be written with the answers to rows that were held out;
   * it is there until the caller has done with what the recipe returned.
   */
  Path predictions(HeldOut rows);

  /** Called once, when all inputs are read and the first step is about to begin. */
  void started(int totalSteps);

  /** Called with what each piece of the training took, as soon as it is done. */
  void worked(Work work);

  /** Called after each optimizer step; the answer is obeyed before the next one. */
  RunDirective afterStep(Progress progress);

  /**
   * Called with the metrics of an evaluation: {@code valid_loss}, {@code valid_accuracy} … or, at
   * the end, {@code test_accuracy} ….
   */
  void evaluated(int step, Map<String, Double> metrics);

  /** Something that a user may want to know, such as which step's weights were kept. */
  void note(String text);

  /** Something that a user should look at, such as rows that were cut. */
  void message(String text);
}
