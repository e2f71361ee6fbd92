package graft.recipe.batch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.data.Batch;
import graft.data.Targets;
import graft.image.PixelShape;
import graft.model.DecoderInfo;
import graft.model.Inputs;
import graft.model.ModelInfo;
import graft.model.TokenPlaces;
import graft.site.Packing;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch on the device of a manager.
 *
 * @param targets as the task's head wants them
 * @param places where only some tokens have targets, these
 */
public record DeviceBatch(Inputs inputs, NDArray targets, Optional<TokenPlaces> places) {
  public static DeviceBatch of(Batch batch, NDManager manager, ModelInfo model) {
    Inputs inputs = inputs(batch, manager, model);
    Shape rows = new Shape(batch.rows());
    return switch (batch.targets()) {
      case Targets.ClassIds(long[] values) ->
          whole(inputs, manager.create(values, new Shape(values.length)));
      case Targets.MultiHot(float[] values, int labels) ->
          whole(inputs, manager.create(values, new Shape(batch.rows(), labels)));
      case Targets.Scores(float[] values) -> whole(inputs, manager.create(values, rows));
      case Targets.Spans(long[] starts, long[] ends, var _) ->
          whole(inputs, manager.create(starts, rows).stack(manager.create(ends, rows), 1));
      case Targets.TokenIds(long[] values, int length) ->
          tokens(inputs, values, length > batch.length(), manager);
      case Targets.Written(long[] values, int _) -> tokens(inputs, values, false, manager);
      case Targets.None _ -> throw new IllegalArgumentException("the batch has no targets");
    };
  }

  private static DeviceBatch whole(Inputs inputs, NDArray targets) {
    return new DeviceBatch(inputs, targets, Optional.empty());
  }

  /** Without any target the first token stays, whose target does not count. */
  private static DeviceBatch tokens(
      Inputs inputs, long[] values, boolean beginBefore, NDManager manager) {
    long[] places =
        LongStream.range(0, values.length)
            .filter(i -> values[(int) i] != Targets.IGNORED)
            .toArray();
    long[] kept = places.length == 0 ? new long[] {0} : places;
    long[] targets = LongStream.of(kept).map(i -> values[(int) i]).toArray();
    return new DeviceBatch(
        inputs,
        manager.create(targets, new Shape(1, targets.length)),
        Optional.of(new TokenPlaces(manager.create(kept, new Shape(kept.length)), beginBefore)));
  }

  public static Inputs inputs(Batch batch, NDManager manager, ModelInfo model) {
    return switch (batch) {
      case Batch.Tokens tokens -> inputs(tokens, manager, model);
      case Batch.Pixels pixels -> inputs(pixels, manager);
    };
  }

  private static Inputs inputs(Batch.Pixels batch, NDManager manager) {
    PixelShape one = batch.shape();
    Shape shape = new Shape(batch.rows(), one.channels(), one.height(), one.width());
    return new Inputs.Pixels(manager.create(batch.values(), shape));
  }

  private static Inputs inputs(Batch.Tokens batch, NDManager manager, ModelInfo model) {
    Shape shape = new Shape(batch.rows(), batch.length());
    NDArray types = model.typeVocabulary() > 1 ? manager.create(batch.tokenTypeIds(), shape) : null;
    return new Inputs.Text(
        manager.create(batch.inputIds(), shape),
        manager.create(batch.attentionMask(), shape),
        types,
        decoded(batch, manager, model),
        packing(batch, manager));
  }

  private static @Nullable Packing packing(Batch.Tokens batch, NDManager manager) {
    Shape shape = new Shape(batch.rows(), batch.length());
    return batch
        .packed()
        .map(rows ->
            new Packing(
                manager.create(rows.places(), shape),
                manager.create(rows.texts(), shape),
                rows.longest()))
        .orElse(null);
  }

  /** What a decoder behind an encoder reads; null where the model knows it without being told. */
  private static @Nullable NDArray decoded(Batch.Tokens batch, NDManager manager, ModelInfo model) {
    if (model.decoder().isEmpty()) {
      return null;
    }
    DecoderInfo decoder = model.decoder().get();
    return batch
        .decoded()
        .map(read -> manager.create(read.ids(), new Shape(batch.rows(), read.length())))
        .or(() ->
            batch.targets() instanceof Targets.Written(long[] values, int length)
                ? Optional.of(
                    decoder.shiftedRight(manager.create(values, new Shape(batch.rows(), length))))
                : Optional.empty())
        .orElse(null);
  }
}
