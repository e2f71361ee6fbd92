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
 * @param virtual how many of the S positions are virtual tokens, which come first
 */
public record Encoded(NDArray hidden, List<NDArray> layers, List<NDArray> encoder, int virtual) {
  /** What one stack makes. */
  public Encoded(NDArray hidden, List<NDArray> layers) {
    this(hidden, layers, List.of(), 0);
  }

  /** The same behind an encoder. */
  public Encoded behind(Encoded first) {
    return new Encoded(hidden, layers, first.layers(), virtual);
  }

  /** The same where virtual tokens come first. */
  Encoded behindVirtual(int number) {
    return new Encoded(hidden, layers, encoder, number);
  }

  /** Without virtual tokens. */
  public Encoded text() {
    return virtual == 0
        ? this
        : new Encoded(Ops.slice(hidden, 1, virtual, hidden.getShape().get(1)), layers, encoder, 0);
  }

  /**
   * Some tokens only, which saves a head the others: a vocabulary is wide.
   *
   * @param places int64 (N), counted over all rows of text
   * @return with hidden states (1, N, H)
   */
  public Encoded at(NDArray places) {
    long width = hidden.getShape().get(2);
    NDArray rows = text().hidden.reshape(new Shape(-1, width));
    NDArray some = Ops.embedding(rows, places).reshape(new Shape(1, -1, width));
    return new Encoded(some, layers, encoder, 0);
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
