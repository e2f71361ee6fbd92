package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import graft.head.Head;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.model.TokenPlaces;
import graft.site.Pass;
import graft.site.Setup;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A language model: a base model that decodes, with what is switched on, and a head that scores the
 * vocabulary. Owns nothing.
 *
 * @param readsRowsWhole whether what a token is made into depends on those behind it, so that
 *     nothing can be kept
 */
public record Decoder(BaseModel model, Head head, Setup setup, boolean readsRowsWhole) {
  boolean isBehindEncoder() {
    return model.info().decoder().isPresent();
  }

  /** Tokens of a row that the model has positions for in this setup. */
  public int positions() {
    return model.info().maxLength() - shift() - (isBehindEncoder() ? 0 : virtual());
  }

  /** Tokens that stand before what the model reads, and are no words. */
  int virtual() {
    return setup.virtualTokens();
  }

  /** What the model reads, the numbers of virtual tokens before the ids. */
  int[] behindVirtual(int[] ids) {
    int first = Math.toIntExact(model.tokenEmbedding().orElseThrow().getShape().get(0));
    IntStream own = IntStream.range(first, first + virtual());
    return IntStream.concat(own, Arrays.stream(ids)).toArray();
  }

  /** The same without these, which a model puts before a text that it reads whole. */
  int[] text(int[] ids) {
    return Arrays.copyOfRange(ids, virtual(), ids.length);
  }

  /** The position of the first token. */
  int shift() {
    return forgetsPrefixes() ? 0 : setup.positionShift();
  }

  /**
   * Whether each token sees as many keys of what stands before the text and of the text as if
   * nothing stood before it: so PEFT's prefixes behind an encoder are generated with (D27).
   */
  boolean forgetsPrefixes() {
    return isBehindEncoder() && setup.positionShift() > 0;
  }

  /** The same number for lengths of a row whose keys and values are the same. */
  int regime(int length) {
    return model.regime(shift() + length);
  }

  /** (1, N, V), float32: the logits at places that are counted over all rows. */
  NDArray logits(Inputs inputs, NDArray places, Pass pass) {
    Encoded encoded = model.forward(inputs, pass).at(TokenPlaces.of(places));
    return head.logits(model, encoded, inputs, pass);
  }

  /** (B, S, V), float32. */
  NDArray logits(Inputs inputs, Pass pass) {
    return head.logits(model, model.forward(inputs, pass), inputs, pass);
  }

  /** What a pass reads that need not score anything. */
  void read(Inputs inputs, Pass pass) {
    model.forward(inputs, pass);
  }

  Pass pass() {
    return Pass.of(forgetsPrefixes() ? setup.unshifted() : setup);
  }

  /** The token that a decoder behind an encoder reads first. */
  Optional<Integer> start() {
    return model.info().decoder().map(decoder -> Math.toIntExact(decoder.startTokenId()));
  }
}
