package graft.recipe.batch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.data.Batch;
import graft.data.Targets;
import graft.image.PixelShape;
import graft.model.Inputs;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A batch on the device of a manager.
 *
 * @param targets as the task's head wants them
 * @param places int64 (N): where only some tokens have targets, these, counted over all rows
 */
public record DeviceBatch(Inputs inputs, NDArray targets, Optional<NDArray> places) {
  public static DeviceBatch of(Batch batch, NDManager manager, int typeVocabulary) {
    Inputs inputs = inputs(batch, manager, typeVocabulary);
    Shape rows = new Shape(batch.rows());
    return switch (batch.targets()) {
      case Targets.ClassIds(long[] values) ->
          whole(inputs, manager.create(values, new Shape(values.length)));
      case Targets.MultiHot(float[] values, int labels) ->
          whole(inputs, manager.create(values, new Shape(batch.rows(), labels)));
      case Targets.Scores(float[] values) -> whole(inputs, manager.create(values, rows));
      case Targets.Spans(long[] starts, long[] ends, var _) ->
          whole(inputs, manager.create(starts, rows).stack(manager.create(ends, rows), 1));
      case Targets.TokenIds(long[] values, int _) -> tokens(inputs, values, manager);
      case Targets.None _ -> throw new IllegalArgumentException("the batch has no targets");
    };
  }

  private static DeviceBatch whole(Inputs inputs, NDArray targets) {
    return new DeviceBatch(inputs, targets, Optional.empty());
  }

  /** Without any target the first token stays, whose target does not count. */
  private static DeviceBatch tokens(Inputs inputs, long[] values, NDManager manager) {
    long[] places =
        LongStream.range(0, values.length)
            .filter(i -> values[(int) i] != Targets.IGNORED)
            .toArray();
    long[] kept = places.length == 0 ? new long[] {0} : places;
    long[] targets = LongStream.of(kept).map(i -> values[(int) i]).toArray();
    return new DeviceBatch(
        inputs,
        manager.create(targets, new Shape(1, targets.length)),
        Optional.of(manager.create(kept, new Shape(kept.length))));
  }

  public static Inputs inputs(Batch batch, NDManager manager, int typeVocabulary) {
    return switch (batch) {
      case Batch.Tokens tokens -> inputs(tokens, manager, typeVocabulary);
      case Batch.Pixels pixels -> inputs(pixels, manager);
    };
  }

  private static Inputs inputs(Batch.Pixels batch, NDManager manager) {
    PixelShape one = batch.shape();
    Shape shape = new Shape(batch.rows(), one.channels(), one.height(), one.width());
    return new Inputs.Pixels(manager.create(batch.values(), shape));
  }

  private static Inputs inputs(Batch.Tokens batch, NDManager manager, int typeVocabulary) {
    Shape shape = new Shape(batch.rows(), batch.length());
    NDArray types = typeVocabulary > 1 ? manager.create(batch.tokenTypeIds(), shape) : null;
    return new Inputs.Text(
        manager.create(batch.inputIds(), shape),
        manager.create(batch.attentionMask(), shape),
        types);
  }
}
