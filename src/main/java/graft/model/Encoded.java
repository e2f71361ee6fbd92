package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.NormSite;
import graft.site.Pass;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model makes of its inputs.
 *
 * @param hidden hidden states of the last layer (B, S, H)
 * @param layers the embeddings and every layer's output, as the reference's {@code
 *     output_hidden_states}
 */
public record Encoded(NDArray hidden, List<NDArray> layers) {
  /** The states of a stack without a final norm. */
  public static Encoded of(List<NDArray> states) {
    return new Encoded(states.getLast(), states);
  }

  /** The states of a stack whose last one goes through a norm. */
  public static Encoded normed(List<NDArray> states, NormSite last, Pass pass) {
    List<NDArray> all = new ArrayList<>(states.subList(0, states.size() - 1));
    all.add(pass.part(() -> last.forward(states.getLast(), pass)));
    return of(all);
  }
}
