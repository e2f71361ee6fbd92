package graft.recipe.batch;

import graft.data.Batch;
import graft.data.Targets;
import java.util.Arrays;
import java.util.List;

/** A batch as two, of half its rows each: together they have its rows, its targets and its loss. */
public final class Halves {
  private Halves() {}

  /** The halves in the batch's order; the batch itself where nothing of it can stand alone. */
  public static List<Batch> of(Batch batch) {
    int rows = batch.rows();
    int together = rowsOfItem(batch);
    int middle = rows / together / 2 * together;
    return middle == 0
        ? List.of(batch)
        : List.of(rows(batch, 0, middle), rows(batch, middle, rows));
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
