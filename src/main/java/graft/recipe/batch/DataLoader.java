package graft.recipe.batch;

import graft.data.Batch;
import graft.data.Dataset;
import graft.data.MaskedLmCollator;
import graft.data.Padding;
import graft.data.order.BatchSampler;
import graft.model.ModelInfo;
import graft.recipe.adapted.AdaptedModel;
import graft.spec.job.TaskSpec;
import graft.train.Batches;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A data set as batches.
 *
 * @param masking hides tokens, for a model that learns to guess them
 */
public record DataLoader(
    Dataset dataset, BatchSampler order, Padding padding, Optional<MaskedLmCollator> masking)
    implements Batches<Batch> {
  /**
   * For texts: rounded up, but where the loss depends on it to the longest, as the reference does.
   * Gates see the rounding too, and go on doing so: predictions of adapters that are kept stay.
   */
  public static Padding padding(AdaptedModel adapted) {
    if (adapted.head().seesPadding()) {
      return exact(adapted);
    }
    ModelInfo model = adapted.model().info();
    return Padding.rounded(model.fillingId(), adapted.maxLength()).prompted(isPrompted(adapted));
  }

  /** For ready ids: how far a row is padded may matter, and is their maker's decision. */
  public static Padding exact(AdaptedModel adapted) {
    return Padding.exact(adapted.model().info().fillingId()).prompted(isPrompted(adapted));
  }

  private static boolean isPrompted(AdaptedModel adapted) {
    return adapted.setup().virtualTokens() > 0;
  }

  /** The same rows in another order. */
  DataLoader in(BatchSampler other) {
    return new DataLoader(dataset, other, padding, masking);
  }

  /**
   * The rows in slices of bounded memory, the longest first.
   *
   * @param most tokens of the next slice
   */
  public Iterable<List<Integer>> slices(AdaptedModel adapted, TaskSpec task, IntSupplier most) {
    int[] read = Arrays.stream(dataset.readLengths()).map(padding::length).toArray();
    int[] written = Arrays.stream(dataset.writtenLengths()).map(padding::writtenLength).toArray();
    int[] lengths = new int[read.length];
    Arrays.setAll(lengths, row -> Math.max(read[row], written[row]));
    int[] sequences = new int[lengths.length];
    Arrays.fill(sequences, 1);
    return Slices.of(adapted.model(), task, most).of(lengths, sequences);
  }

  /** Some rows side by side, with the tokens to guess of the first epoch. */
  public Batch batch(List<Integer> rows) {
    int[] chosen = rows.stream().mapToInt(Integer::intValue).toArray();
    Batch batch = dataset.batch(chosen, padding);
    return masking.<Batch>map(some -> some.apply(batch, chosen, 0)).orElse(batch);
  }

  @Override
  public int perEpoch() {
    return order.count(dataset.items());
  }

  @Override
  public List<Batch> epoch(int epoch) {
    return masking
        .map(some -> dataset.masked(order, epoch, padding, some))
        .orElseGet(() -> dataset.batches(order, epoch, padding));
  }
}
