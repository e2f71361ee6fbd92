package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.Packing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What goes into a model. */
public sealed interface Inputs {
  /**
   * What goes into a model that reads text.
   *
   * @param inputIds int64 (B, S)
   * @param attentionMask int64 (B, S): 1 for tokens, 0 for padding
   * @param tokenTypeIds int64 (B, S), or null for all zeros
   * @param decoderInputIds int64 (B, T), what a decoder behind an encoder reads, or null for the
   *     input shifted right
   * @param packing where rows hold several texts, or null
   */
  record Text(
      NDArray inputIds,
      NDArray attentionMask,
      @Nullable NDArray tokenTypeIds,
      @Nullable NDArray decoderInputIds,
      @Nullable Packing packing)
      implements Inputs {
    /** Rows that hold one text each. */
    public Text(
        NDArray inputIds,
        NDArray attentionMask,
        @Nullable NDArray tokenTypeIds,
        @Nullable NDArray decoderInputIds) {
      this(inputIds, attentionMask, tokenTypeIds, decoderInputIds, null);
    }

    /** What goes into one stack, or into two that read the same. */
    public Text(NDArray inputIds, NDArray attentionMask, @Nullable NDArray tokenTypeIds) {
      this(inputIds, attentionMask, tokenTypeIds, null);
    }

    /** How several texts stand in each row, where they do. */
    public Optional<Packing> packed() {
      return Optional.ofNullable(packing);
    }

    /** What a decoder behind an encoder reads. */
    public NDArray decoded(DecoderInfo decoder) {
      return decoderInputIds == null ? decoder.shiftedRight(inputIds) : decoderInputIds;
    }
  }

  /**
   * The tokens that come next, behind those whose keys and values the pass's cache holds; behind an
   * encoder, what the decoder reads next.
   *
   * @param ids int64 (B, S)
   */
  record Next(NDArray ids) implements Inputs {}

  /**
   * What goes into a model that sees pictures.
   *
   * @param values float32 (B, C, height, width), normalised as the model's files say
   */
  record Pixels(NDArray values) implements Inputs {}
}
