package graft.recipe.generate;

import graft.generate.decode.Decoder;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.util.Optional;

/**
 * The positions of a model, and whether prompts leave any.
 *
 * @param wanted new tokens, if that was said
 */
record Positions(Decoder decoder, Optional<Integer> wanted) {
  static final String NEW_TOKENS = "/max_new_tokens";

  private boolean isBehindEncoder() {
    return decoder.model().info().decoder().isPresent();
  }

  /**
   * How many new tokens there may be.
   *
   * @param read tokens of the prompt
   */
  int left(int read) {
    return isBehindEncoder() ? decoder.positions() : decoder.positions() - read;
  }

  /**
   * Notes what does not fit.
   *
   * @param pointer of the prompt
   */
  void check(int read, String pointer, Faults faults) {
    int most = isBehindEncoder() ? decoder.model().info().maxLength() : decoder.positions();
    int least = isBehindEncoder() ? 0 : 1;
    if (read + least > most) {
      faults.add(
          pointer,
          "too_long",
          "the prompt has %d tokens, and the model %d positions: none is left for an answer"
              .formatted(read, most));
    } else if (wanted.isPresent() && wanted.get() > left(read)) {
      faults.add(
          NEW_TOKENS,
          "too_long",
          "%d new tokens are wanted, and the model has %d positions, of which the prompt takes %d: at most %d are left"
              .formatted(
                  wanted.get(), decoder.positions(), isBehindEncoder() ? 0 : read, left(read)));
    }
  }

  static GraftException refusal(Faults faults) {
    return new GraftException(
        faults.all().stream().map(Fault::code).allMatch("too_long"::equals)
            ? ErrorCode.CONTEXT_LENGTH_EXCEEDED
            : ErrorCode.INVALID_SPEC,
        faults.all());
  }
}
