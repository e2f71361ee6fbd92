package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import java.util.Optional;

/** A network that reads tokens. */
public non-sealed interface TextNetwork extends Network {
  Encoded forward(Inputs.Text inputs, Pass pass);

  /** Whether rows may hold several texts, which then do not see each other. */
  default boolean packs() {
    return false;
  }

  /**
   * What a decoder makes of the tokens that come next, int64 (B, S), behind the pass's cache.
   *
   * @throws IllegalArgumentException if every token sees what comes behind it
   */
  default Encoded next(NDArray ids, Pass pass) {
    throw new IllegalArgumentException("the model reads texts whole");
  }

  /**
   * A number that is the same for lengths of a row whose tokens have the same keys and values:
   * where it changes, nothing that was kept holds any more.
   */
  default int regime(int length) {
    return 0;
  }

  /** Word embeddings (V, H). */
  NDArray tokenEmbedding();

  /**
   * What the checkpoint's own vocabulary projection adds, V numbers, in models whose class does.
   */
  default Optional<NDArray> vocabularyBias() {
    return Optional.empty();
  }

  @Override
  default Encoded forward(Inputs inputs, Pass pass) {
    return switch (inputs) {
      case Inputs.Text text -> {
        if (text.packed().isPresent() && !packs()) {
          throw new IllegalArgumentException("the model reads one text a row");
        }
        yield read(text, pass.through(text.packed()));
      }
      case Inputs.Next(NDArray ids) -> next(ids, pass);
      case Inputs.Pixels _ -> throw new IllegalArgumentException("the model reads text");
    };
  }

  private Encoded read(Inputs.Text text, Pass pass) {
    int virtual = pass.setup().virtualTokens();
    int inserted = pass.setup().inserted();
    if (virtual + inserted == 0) {
      return forward(text, pass.reading(text.attentionMask()));
    }
    if (text.packed().isPresent()) {
      throw new IllegalArgumentException("virtual tokens stand before one text a row");
    }
    if (inserted > 0) {
      Inputs.Text longer = new VirtualTokens(inserted, 0).among(text);
      Encoded encoded = forward(longer, pass.reading(longer.attentionMask()));
      return encoded.with(new Encoded.Virtual(inserted, pass.setup().insertedBehind()));
    }
    DecoderInfo decoder = info().decoder().orElse(null);
    Inputs.Text longer =
        new VirtualTokens(virtual, tokenEmbedding().getShape().get(0)).before(text, decoder);
    Encoded encoded = forward(longer, pass.reading(longer.attentionMask()));
    return decoder == null ? encoded.with(new Encoded.Virtual(virtual, 0)) : encoded;
  }
}
