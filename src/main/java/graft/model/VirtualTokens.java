package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that stand before each text and are no words. A model reads them as any other: they take
 * positions and are attended to. They are of the first segment.
 *
 * @param number how many
 * @param first the number of the first one, behind all words
 */
record VirtualTokens(int number, long first) {
  /** The same rows with the tokens before them; what a decoder reads stays as it is. */
  Inputs.Text before(Inputs.Text text, @Nullable DecoderInfo decoder) {
    NDArray ids = text.inputIds();
    NDArray types = text.tokenTypeIds();
    NDArray own = rows(ids, first);
    return new Inputs.Text(
        own.concat(ids, 1),
        own.onesLike().concat(text.attentionMask(), 1),
        types == null ? null : own.zerosLike().concat(types, 1),
        decoder == null ? null : text.decoded(decoder));
  }

  /** The same rows where as many vectors are put among those of the text later on. */
  Inputs.Text among(Inputs.Text text) {
    NDArray own = rows(text.inputIds(), 0).onesLike();
    return new Inputs.Text(
        text.inputIds(), own.concat(text.attentionMask(), 1), text.tokenTypeIds());
  }

  /** int64 (B, P). */
  private NDArray rows(NDArray ids, long from) {
    NDManager manager = ids.getManager();
    NDArray one = manager.arange(0, number, 1, DataType.INT64).add(from);
    return one.reshape(new Shape(1, number)).broadcast(new Shape(ids.getShape().get(0), number));
  }
}
