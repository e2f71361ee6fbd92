package graft.generate.decode;

import graft.generate.Prompt;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;

/** Whether a model has positions for a prompt and what comes after it. */
final class Fits {
  private Fits() {}

  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} with all numbers, if it has not
   */
  static void check(Prompt prompt, Decoder decoder) {
    int read = prompt.ids().length;
    if (decoder.isBehindEncoder()) {
      require(
          read, decoder.model().info().maxLength() - decoder.virtual(), "a source of %d tokens");
      require(prompt.newTokens(), decoder.positions(), "%d new tokens");
    } else {
      int all = Math.addExact(read, prompt.newTokens());
      require(all, decoder.positions(), "a prompt and its continuation of %d tokens");
    }
  }

  private static void require(int wanted, int most, String what) {
    if (wanted > most) {
      String message = (what + " are more than the %d positions of the model");
      throw new GraftException(
          ErrorCode.INVALID_SPEC, new Fault("", "too_long", message.formatted(wanted, most)));
    }
  }
}
