package graft.recipe.local;

import graft.data.Batch;
import graft.data.Dataset;
import graft.data.EpochOrder;
import graft.data.Padding;
import graft.model.ModelFacts;
import graft.spec.job.JobSpec;
import graft.train.Batches;
import java.util.List;

/** A data set as batches for the training loop. */
record Rows(Dataset dataset, EpochOrder order, Padding padding) implements Batches<Batch> {
  /** The training rows in the order that the job asks for. */
  static Rows of(Dataset dataset, JobSpec job, ModelFacts model) {
    EpochOrder order =
        EpochOrder.of(
            job.seed(),
            job.training().batchSize(),
            job.training().shuffle(),
            job.training().groupByLength());
    return new Rows(dataset, order, padding(model));
  }

  static Padding padding(ModelFacts model) {
    return Padding.rounded(Math.toIntExact(model.padTokenId()), model.maxLength());
  }

  @Override
  public int perEpoch() {
    return order.count(dataset.rows());
  }

  @Override
  public List<Batch> epoch(int epoch) {
    return dataset.batches(order, epoch, padding);
  }
}
