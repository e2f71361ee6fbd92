package graft.recipe;

import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.job.EvaluationReport;
import graft.spec.job.Precision;
import graft.spec.job.SetupSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The front door of the library. Each method does its work on the calling thread, which is a
 * worker's; several may run at once. What a user did wrong is a {@link graft.spec.GraftException}
 * that names every fault.
 */
public interface Recipes {
  /** Trains an adapter and writes it to the run's output directory. */
  Outcome fineTune(FineTuneSpec spec, Run run);

  /**
   * Says what a configuration means for a model, training nothing and reading none of its weights:
   * it needs no device.
   *
   * @throws graft.spec.GraftException if a job could not begin so; pointers into a job's request
   */
  Resolution resolve(ResolveSpec spec);

  /** What {@link Precision#AUTO} stands for with this model on this device. */
  Precision automaticPrecision(ModelSource model, DeviceId device);

  /** Checks a job, reads the first rows of its data, and times one step, in one turn. */
  Rehearsal rehearse(FineTuneSpec spec, Turns turns);

  /** The setup in which an adapter was trained, itself as {@link SetupSpec#NEW}. */
  SetupSpec trainedIn(AdapterSource adapter);

  /**
   * Answers one object a row, in the row's order. What was opened for it stays open for the next
   * prediction.
   *
   * @param turns one for each slice of the rows
   */
  List<Map<String, Object>> predict(AdapterSource adapter, PredictSpec spec, Turns turns);

  /**
   * Measures an adapter on labelled rows, and writes what it answers.
   *
   * @param turns one for each slice of the rows
   * @param watch told how far it is, when the rows are read and after each slice
   */
  EvaluationReport evaluate(
      AdapterSource adapter, EvaluateSpec spec, Turns turns, Consumer<Headway> watch);

  /** Closes what is open of an adapter that has changed, or is not there any more. */
  void forget(AdapterId adapter);

  /**
   * Reads an adapter that another library saved and writes it, in the form that adapters have here,
   * below an empty directory. Of a whole setup every adapter is one of its own.
   *
   * @param others gives the ids of a setup's other adapters
   * @return the adapter that was asked for as the last one
   */
  List<Imported> importAdapter(
      ImportSpec spec, Supplier<AdapterId> others, Path output, DeviceId device);

  /** Writes the base model with the adapter folded into it, as a ZIP of a model directory. */
  void writeMerged(AdapterSource adapter, Path file, DeviceId device);

  /** Folds the adapter into weights beside the base model's and compares the two. */
  MergeReport merge(AdapterSource adapter, DeviceId device);

  /** Forgets the folded weights; the base model's digest shows that they were never touched. */
  MergeReport reset(AdapterSource adapter, DeviceId device);

  /**
   * Writes the adapter again with flat prefixes in place of the network that makes them; its own
   * files stay as they are.
   *
   * @param output an empty directory; the caller makes it visible
   */
  EjectReport eject(AdapterSource adapter, Path output, DeviceId device);
}
