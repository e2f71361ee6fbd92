package graft.recipe;

import graft.image.PixelShape;
import graft.recipe.memory.Footprint;
import graft.spec.Fault;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.TaskSpec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an adapter configuration means for a base model.
 *
 * @param sites published module paths of the places that it occupies
 * @param layers of all stacks of the model
 * @param adapterParameters what is trained of the adapter
 * @param headParameters what is trained of the task's head; 0 where no task was named
 * @param totalParameters of the base model, the adapter and the head
 * @param adapterBytes size of the adapter's tensors
 * @param headBytes size of the head's tensors, as far as they are the adapter's to keep
 * @param maxLength tokens of a row that the model has positions for in this setup
 * @param vocabulary number of the model's tokens
 * @param segments number of the segments that it tells apart, at least 1
 * @param picture the size of what a model of pictures takes; empty where it reads text
 * @param wholeRows what in the setup computes from a whole row, so that no other text may stand in
 *     it, for people
 * @param task with the head's shape written out; empty where none was named
 * @param footprint the memory that a training takes
 */
public record Resolution(
    AdapterConfig adapter,
    List<String> sites,
    int layers,
    long adapterParameters,
    long headParameters,
    long totalParameters,
    long adapterBytes,
    long headBytes,
    int maxLength,
    int vocabulary,
    int segments,
    Optional<PixelShape> picture,
    List<String> wholeRows,
    Optional<TaskSpec> task,
    Footprint footprint) {
  public Resolution {
    sites = List.copyOf(sites);
    wholeRows = List.copyOf(wholeRows);
  }

  /** Of adapter and head. */
  public long trainableParameters() {
    return adapterParameters + headParameters;
  }

  public double trainablePercent() {
    return 100.0 * trainableParameters() / totalParameters;
  }

  /** Why rows cannot hold several texts, if they cannot. */
  public Optional<Fault> unpackable() {
    return wholeRows.isEmpty() ? Optional.empty() : Optional.of(unpacked(wholeRows));
  }

  /**
   * Refuses rows of several texts.
   *
   * @param wholeRows what computes from a whole row
   */
  public static Fault unpacked(Collection<String> wholeRows) {
    return new Fault(
        "/training/packing",
        "not_applicable",
        "rows cannot hold several texts in this setup: " + String.join("; ", wholeRows));
  }
}
