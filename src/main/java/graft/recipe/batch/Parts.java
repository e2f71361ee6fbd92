package graft.recipe.batch;

import graft.data.Batch;
import graft.data.Targets;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.train.Part;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a batch into parts that are computed one after the other, or some at the same time: together
 * they have its rows, its targets and its loss, and each takes the memory of its own rows only.
 *
 * @param most positions that are computed at the same time, padding included, unless single rows
 *     have more
 * @param lanes how many parts are computed at the same time
 */
public record Parts(long most, int lanes) {
  /**
   * On a processor: what a layer makes of so many stays in its cache, and the products are still
   * large enough to be as fast as those of whole batches.
   */
  private static final long ON_PROCESSOR = 1024;

  /** A card is the faster the more it has to do at a time. */
  private static final Parts ON_CARD = new Parts(Long.MAX_VALUE, 1);

  /** Those that a device computes. */
  public static Parts on(DeviceId device) {
    return Devices.isCard(device) ? ON_CARD : new Parts(ON_PROCESSOR, Devices.cores().lanes());
  }

  /**
   * The parts in the batch's order, of nearly the same size.
   *
   * @param finer by how much they are smaller than usual, from 1
   */
  public List<Part<Batch>> of(Batch batch, int finer) {
    int together = rowsOfItem(batch);
    int items = batch.rows() / together;
    int needed = Math.ceilDiv(items, items(batch, together, finer));
    int parts = Math.min(items, Math.ceilDiv(needed, lanes) * lanes);
    return IntStream.range(0, parts)
        .mapToObj(
            i -> part(batch, items * i / parts * together, items * (i + 1) / parts * together))
        .toList();
  }

  /** How many fit into a part. */
  private int items(Batch batch, int together, int finer) {
    int items = batch.rows() / together;
    long ofItem = (long) together * Math.max(1, batch.longest());
    return (int) Math.max(1, Math.min(items, most / lanes / ofItem) / finer);
  }

  /** The most rows that are computed at a time, where each has so many positions. */
  public long rows(long rows, long length) {
    long ofLane = Math.max(1, most / lanes / Math.max(1, length));
    return Math.clamp(ofLane * lanes, 1, Math.max(1, rows));
  }

  private static Part<Batch> part(Batch batch, int from, int to) {
    boolean isAll = to - from == batch.rows();
    return new Part<>(isAll ? batch : rows(batch, from, to), from, to - from);
  }

  /** Several rows have one target where one of them is chosen. */
  private static int rowsOfItem(Batch batch) {
    return switch (batch.targets()) {
      case Targets.ClassIds(long[] values) -> batch.rows() / values.length;
      case Targets.MultiHot _,
          Targets.Scores _,
          Targets.TokenIds _,
          Targets.Written _,
          Targets.Spans _,
          Targets.None _ ->
          1;
    };
  }

  private static Batch rows(Batch batch, int from, int to) {
    Range range = new Range(batch.rows(), from, to);
    return switch (batch) {
      case Batch.Pixels all ->
          new Batch.Pixels(
              to - from,
              all.length(),
              all.shape(),
              range.of(all.values()),
              targets(all.targets(), range));
      case Batch.Tokens all -> tokens(all, range);
    };
  }

  private static Batch tokens(Batch.Tokens all, Range range) {
    long[] mask = range.of(all.attentionMask());
    Targets targets = targets(all.targets(), range);
    long written = targets instanceof Targets.Written ? targets.count() : 0;
    return new Batch.Tokens(
        range.to - range.from,
        all.length(),
        range.of(all.inputIds()),
        mask,
        range.of(all.tokenTypeIds()),
        all.decoded().map(read -> new Batch.Decoded(range.of(read.ids()), read.length())),
        all.packed()
            .map(texts ->
                new Batch.Packed(
                    range.of(texts.places()), range.of(texts.texts()), texts.longest())),
        targets,
        Math.toIntExact(Arrays.stream(mask).sum() + written));
  }

  private static Targets targets(Targets all, Range range) {
    return switch (all) {
      case Targets.None none -> none;
      case Targets.ClassIds(long[] values) -> new Targets.ClassIds(range.of(values));
      case Targets.MultiHot(float[] values, int labels) ->
          new Targets.MultiHot(range.of(values), labels);
      case Targets.Scores(float[] values) -> new Targets.Scores(range.of(values));
      case Targets.TokenIds(long[] values, int length) ->
          new Targets.TokenIds(range.of(values), length);
      case Targets.Written(long[] values, int length) ->
          new Targets.Written(range.of(values), length);
      case Targets.Spans(long[] starts, long[] ends, List<Targets.Passage> passages) ->
          new Targets.Spans(
              range.of(starts),
              range.of(ends),
              passages.isEmpty() ? passages : passages.subList(range.from, range.to));
    };
  }

  /** Some of a batch's rows, whatever stands in an array for each of them. */
  private record Range(int rows, int from, int to) {
    long[] of(long[] values) {
      return Arrays.copyOfRange(values, at(values.length, from), at(values.length, to));
    }

    float[] of(float[] values) {
      return Arrays.copyOfRange(values, at(values.length, from), at(values.length, to));
    }

    private int at(int length, int row) {
      return Math.toIntExact((long) length * row / rows);
    }
  }
}
