package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.NormSite;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model makes of its inputs.
 *
 * @param hidden hidden states of the last layer (B, S, H); of two stacks, the decoder's
 * @param layers the embeddings and every layer's output, as the reference's {@code
 *     output_hidden_states}
 * @param encoder the same of an encoder that stands before a decoder; else empty
 * @param virtual which of the S positions are no words; heads have no scores for them (D22)
 */
public record Encoded(
    NDArray hidden, List<NDArray> layers, List<NDArray> encoder, Virtual virtual) {
  /** Positions that are no words: so many, from one on. */
  public record Virtual(int number, int from) {
    /** Words only. */
    public static final Virtual NONE = new Virtual(0, 0);
  }

  /** What one stack makes. */
  public Encoded(NDArray hidden, List<NDArray> layers) {
    this(hidden, layers, List.of(), Virtual.NONE);
  }

  /** The same behind an encoder. */
  public Encoded behind(Encoded first) {
    return new Encoded(hidden, layers, first.layers(), virtual);
  }

  /** The same where some positions are no words. */
  Encoded with(Virtual some) {
    return new Encoded(hidden, layers, encoder, some);
  }

  /** Without virtual tokens. */
  public Encoded text() {
    if (virtual.number() == 0) {
      return this;
    }
    int end = virtual.from() + virtual.number();
    NDArray behind = Ops.slice(hidden, 1, end, hidden.getShape().get(1));
    NDArray words =
        virtual.from() == 0
            ? behind
            : Ops.concat(Ops.slice(hidden, 1, 0, virtual.from()), behind, 1);
    return new Encoded(words, layers, encoder, Virtual.NONE);
  }

  /**
   * Some tokens only, which saves a head the others: a vocabulary is wide.
   *
   * @return with hidden states (1, N, H)
   */
  public Encoded at(TokenPlaces places) {
    long width = hidden.getShape().get(2);
    NDArray all = places.beginBefore() ? fromLastVirtual() : text().hidden;
    NDArray rows = all.reshape(new Shape(-1, width));
    NDArray some = Ops.embedding(rows, places.indices()).reshape(new Shape(1, -1, width));
    return new Encoded(some, layers, encoder, Virtual.NONE);
  }

  /** What begins where the first token of a text is guessed. */
  private NDArray fromLastVirtual() {
    return Ops.slice(hidden, 1, virtual.from() + virtual.number() - 1, hidden.getShape().get(1));
  }

  /** The states of a stack without a final norm. */
  public static Encoded of(List<NDArray> states) {
    return new Encoded(states.getLast(), states);
  }

  /** The states of a stack whose last one goes through a norm. */
  public static Encoded normed(List<NDArray> states, NormSite last, Pass pass) {
    return replaced(states, pass.part(() -> last.forward(states.getLast(), pass)));
  }

  /** The same with dropout behind the norm. */
  public static Encoded normed(List<NDArray> states, NormSite last, double dropout, Pass pass) {
    return replaced(
        states,
        pass.part(() ->
            pass.dropout(last.forward(states.getLast(), pass), dropout, last.id().modulePath())));
  }

  private static Encoded replaced(List<NDArray> states, NDArray last) {
    List<NDArray> all = new ArrayList<>(states.subList(0, states.size() - 1));
    all.add(last);
    return of(all);
  }
}
