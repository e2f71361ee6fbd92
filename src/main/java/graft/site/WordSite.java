package graft.site;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;

/**
 * Where tokens become vectors.
 *
 * @param words the frozen table (V, E); a vocabulary projection too, where a model ties them
 */
public record WordSite(SiteId id, NDArray words) implements Site {
  /** How many tokens there are. Virtual ones have the numbers from here on. */
  public long size() {
    return words.getShape().get(0);
  }

  /** E. */
  public long width() {
    return words.getShape().get(1);
  }

  /** int64 (B, S) to (B, S, E), with what sits here. */
  public NDArray look(NDArray ids, Pass pass) {
    return look(ids, UnaryOperator.identity(), pass);
  }

  /**
   * The same in models that scale what they find.
   *
   * @param scaled (B, S, E) as the model goes on with it
   */
  public NDArray look(NDArray ids, UnaryOperator<NDArray> scaled, Pass pass) {
    return pass.setup()
        .word(id)
        .map(adapter -> adapter.look(ids, this, scaled, pass))
        .orElseGet(() -> scaled.apply(Ops.embedding(words, ids)));
  }

  /**
   * What the table scores as a vocabulary projection, with what sits here.
   *
   * @param states (…, E), in the table's type
   * @param scores (…, V), what the frozen table makes of them
   */
  public NDArray score(NDArray states, NDArray scores, Pass pass) {
    return pass.setup().word(id).map(adapter -> adapter.score(states, scores)).orElse(scores);
  }
}
