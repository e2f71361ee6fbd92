package graft.recipe.local;

import graft.data.Batch;
import graft.data.Dataset;
import graft.data.EpochOrder;
import graft.data.Masking;
import graft.data.Padding;
import graft.model.ModelFacts;
import graft.train.Batches;
import java.util.List;
import java.util.Optional;

/**
 * A data set as batches.
 *
 * @param masking hides tokens, for a model that learns to guess them
 */
record Rows(Dataset dataset, EpochOrder order, Padding padding, Optional<Masking> masking)
    implements Batches<Batch> {
  static Padding padding(AdaptedModel adapted) {
    ModelFacts model = adapted.model().facts();
    return Padding.rounded(Math.toIntExact(model.padTokenId()), adapted.maxLength());
  }

  /** For ready ids: how far a row is padded may matter, and is their maker's decision. */
  static Padding exact(AdaptedModel adapted) {
    return Padding.exact(Math.toIntExact(adapted.model().facts().padTokenId()));
  }

  /** The same rows in another order. */
  Rows in(EpochOrder other) {
    return new Rows(dataset, other, padding, masking);
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
