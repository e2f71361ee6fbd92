package graft.recipe.predict;

import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;

/** Why an adapter answers nothing. */
final class Refused {
  private Refused() {}

  static GraftException hasNoHead(AdapterId adapter) {
    return new GraftException(
        ErrorCode.INVALID_STATE,
        "adapter " + adapter + " has no head, so it answers nothing; train one from it");
  }

  /** The same; nothing can be told from scores that are no numbers. */
  static float[] unlessFinite(float[] logits, AdapterId adapter) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new GraftException(
            ErrorCode.DIVERGED,
            "adapter %s gives scores that are not finite: its weights are too large for these rows"
                .formatted(adapter));
      }
    }
    return logits;
  }
}
