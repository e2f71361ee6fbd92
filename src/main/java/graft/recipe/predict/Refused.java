package graft.recipe.predict;

import graft.spec.ErrorCode;
import graft.spec.GraftException;

/** Why an adapter or a model answers nothing. */
final class Refused {
  private Refused() {}

  static GraftException hasNoHead(String who) {
    return new GraftException(
        ErrorCode.INVALID_STATE, who + " has no head, so it answers nothing; train one from it");
  }

  /** The same; nothing can be told from scores that are no numbers. */
  static float[] unlessFinite(float[] logits, String who) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new GraftException(
            ErrorCode.DIVERGED,
            "%s gives scores that are not finite: its weights are too large for these rows"
                .formatted(who));
      }
    }
    return logits;
  }
}
