package graft.site;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;
import java.util.Optional;

/**
 * How a sublayer's output joins the hidden states, and what an adapter that sits there sees: s is
 * the output, h the hidden states before the sublayer, x what entered it, all (B, S, H).
 */
public sealed interface Joint {
  /** What the base model makes of both. */
  NDArray join(NDArray output, NDArray hidden, Pass pass);

  /** The norm that adapters may use; empty where they have none. */
  Optional<NormSite> seen();

  /** What adapters take for the residual. */
  default NDArray residual(NDArray hidden, NDArray entering) {
    return hidden;
  }

  /**
   * Whether an adapter may end without residual and norm ({@code original_ln_after}); where the
   * reference library hooks adapters in from outside, the model adds both whatever they say.
   */
  default boolean canBeLeftOut() {
    return false;
  }

  /** {@code LN(s + h)}, as in BERT. */
  record PostNorm(NormSite norm) implements Joint {
    @Override
    public NDArray join(NDArray output, NDArray hidden, Pass pass) {
      return norm.forward(Ops.add(output, hidden), pass);
    }

    @Override
    public Optional<NormSite> seen() {
      return Optional.of(norm);
    }

    @Override
    public boolean canBeLeftOut() {
      return true;
    }
  }

  /** {@code s + h}, where norms come before sublayers. */
  record PreNorm() implements Joint {
    @Override
    public NDArray join(NDArray output, NDArray hidden, Pass pass) {
      return Ops.add(output, hidden);
    }

    @Override
    public Optional<NormSite> seen() {
      return Optional.empty();
    }

    @Override
    public boolean canBeLeftOut() {
      return true;
    }
  }

  /** The same where adapters are hooked in, as in Qwen. */
  record Hooked() implements Joint {
    @Override
    public NDArray join(NDArray output, NDArray hidden, Pass pass) {
      return Ops.add(output, hidden);
    }

    @Override
    public Optional<NormSite> seen() {
      return Optional.empty();
    }
  }

  /**
   * {@code LN(s) + h}, as in Gemma 3: norms before and behind sublayers.
   *
   * @param other the norm that the reference library gives to adapters, which may be another
   *     layer's
   */
  record Sandwich(NormSite norm, NormSite other) implements Joint {
    @Override
    public NDArray join(NDArray output, NDArray hidden, Pass pass) {
      return Ops.add(norm.forward(output, pass), hidden);
    }

    @Override
    public Optional<NormSite> seen() {
      return Optional.of(other);
    }
  }

  /**
   * {@code s + h}, where adapters take x, already normed, for the residual, as in ModernBERT.
   *
   * @param seen a norm that the reference library gives to adapters
   * @param dropout behind the adapters
   * @param path what the dropout's masks are named after
   */
  record NormedEntry(Optional<NormSite> seen, double dropout, String path) implements Joint {
    @Override
    public NDArray join(NDArray output, NDArray hidden, Pass pass) {
      return Ops.add(pass.dropout(output, dropout, path), hidden);
    }

    @Override
    public NDArray residual(NDArray hidden, NDArray entering) {
      return entering;
    }
  }
}
