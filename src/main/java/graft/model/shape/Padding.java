package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.model.ModelInfo;
import graft.spec.ErrorCode;
import graft.spec.GraftException;

/** What a configuration says of the padding token, held against its sizes. */
public final class Padding {
  private Padding() {}

  /** The padding token's id, of models that need none. */
  public static long orNone(ModelConfig config) {
    return config.isSet("pad_token_id") ? config.id("pad_token_id", 0) : ModelInfo.NO_PADDING;
  }

  public static void require(long padTokenId, int vocabulary) {
    if (padTokenId >= vocabulary) {
      throw fault(
          "pad_token_id is %d, but the vocabulary ends at %d (vocab_size %d)"
              .formatted(padTokenId, vocabulary - 1, vocabulary));
    }
  }

  /** Where positions are counted from the padding token's number on, some must be left. */
  public static void requireRoom(long padTokenId, int positions) {
    if (positions - padTokenId - 1 < 1) {
      throw fault(
          "pad_token_id %d leaves no position of max_position_embeddings %d for a text"
              .formatted(padTokenId, positions));
    }
  }

  private static GraftException fault(String fact) {
    return new GraftException(ErrorCode.INVALID_MODEL, "config.json: " + fact);
  }
}
