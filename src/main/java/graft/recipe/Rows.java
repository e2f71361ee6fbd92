package graft.recipe;

import graft.data.Batch;
import graft.data.EpochOrder;
import graft.data.LabelledText;
import graft.train.Batches;
import java.util.List;

/** The training rows as batches. */
record Rows(List<LabelledText> rows, EpochOrder order, int batchSize, long padding, int maxLength)
    implements Batches<Batch> {
  @Override
  public int perEpoch() {
    return (rows.size() + batchSize - 1) / batchSize;
  }

  @Override
  public List<Batch> epoch(int epoch) {
    return order.batches(rows, batchSize, epoch).stream()
        .map(indices -> Batch.of(indices.stream().map(rows::get).toList(), padding, maxLength))
        .toList();
  }
}
