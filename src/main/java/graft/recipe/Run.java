package graft.recipe;

import graft.spec.DeviceId;
import graft.spec.Progress;
import graft.spec.job.HeldOut;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import java.nio.file.Path;
import java.util.List;
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

  /** Where the states of the training are kept, with those of earlier runs of the same job. */
  CheckpointStore checkpoints();

  /**
   * Called once, when all inputs are read and the next step is about to begin.
   *
   * @param progress after no step, or after those of earlier runs; its loss is that of the last of
   *     them, or not a number
   */
  void started(Progress progress);

  /** Called with what each piece of the training took, as soon as it is done. */
  void worked(Work work);

  /** Called after each optimizer step; the answer is obeyed before anything else is computed. */
  RunDirective afterStep(Progress progress);

  /** What is wanted now: asked where much is computed that is no step. */
  RunDirective ask();

  /**
   * Called with the metrics of an evaluation: {@code valid_loss}, {@code valid_accuracy} … or, at
   * the end, {@code test_accuracy} ….
   */
  void evaluated(int step, Map<String, Double> metrics);

  /** Called after that with what a language model wrote, some of it. */
  void answered(int step, List<SampledAnswer> answers);

  /** Something that a user may want to know, such as which step's weights were kept. */
  void note(String text);

  /** Something that a user should look at, such as rows that were cut. */
  void message(String text);
}
