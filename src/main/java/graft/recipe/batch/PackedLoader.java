package graft.recipe.batch;

import graft.data.Batch;
import graft.data.Dataset;
import graft.data.Padding;
import graft.data.order.BatchSampler;
import graft.train.Batches;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * A data set as batches whose rows are blocks of several texts.
 *
 * @param blocks items of the data set that stand together
 */
record PackedLoader(Dataset dataset, List<int[]> blocks, BatchSampler order, Padding padding)
    implements Batches<Batch> {
  @Override
  public int perEpoch() {
    return order.count(blocks.size());
  }

  @Override
  public List<Batch> epoch(int epoch) {
    int[] items = dataset.readLengths();
    int[] lengths =
        blocks.stream().mapToInt(block -> Arrays.stream(block).map(i -> items[i]).sum()).toArray();
    List<int[]> batches =
        order.batches(
            lengths.length, rows -> Arrays.stream(rows).map(row -> lengths[row]).toArray(), epoch);
    return new AbstractList<>() {
      @Override
      public Batch get(int index) {
        return dataset.packed(
            Arrays.stream(batches.get(index)).mapToObj(blocks::get).toList(), padding);
      }

      @Override
      public int size() {
        return batches.size();
      }
    };
  }
}
