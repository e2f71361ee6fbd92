package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.NormSite;
import graft.site.Pass;
import java.util.Optional;
import java.util.OptionalInt;

/** Norms over each head of queries and of keys, before their positions. */
public record HeadNorms(NormSite query, NormSite key, Positional then) implements Positional {
  /** Root-mean-square norms under the names that Qwen 3 gave them. */
  public static HeadNorms of(LayerBuilder at, int headSize, double eps, Positional then) {
    return new HeadNorms(
        at.rmsNorm("self_attn.q_norm", headSize, eps),
        at.rmsNorm("self_attn.k_norm", headSize, eps),
        then);
  }

  /** The same of norms whose files hold how far their weights are from one. */
  public static HeadNorms aroundOne(LayerBuilder at, int headSize, double eps, Positional then) {
    return new HeadNorms(
        at.rmsNormAroundOne("self_attn.q_norm", headSize, eps),
        at.rmsNormAroundOne("self_attn.k_norm", headSize, eps),
        then);
  }

  @Override
  public NDArray turnQuery(NDArray heads, Pass pass) {
    return then.turnQuery(query.forward(heads, pass), pass);
  }

  @Override
  public NDArray turnKey(NDArray heads, Pass pass) {
    return then.turnKey(key.forward(heads, pass), pass);
  }

  @Override
  public Optional<NDArray> bias(Text text, Pass pass) {
    return then.bias(text, pass);
  }

  @Override
  public NDArray normedQuery(NDArray queries, Pass pass) {
    return query.forward(heads(queries, query), pass);
  }

  @Override
  public NDArray normedKey(NDArray keys, Pass pass) {
    return key.forward(heads(keys, key), pass);
  }

  /** (B, S, heads · d) to (B, S, heads, d). */
  private static NDArray heads(NDArray x, NormSite norm) {
    Shape shape = x.getShape();
    long size = norm.weights().weight().getShape().get(0);
    return x.reshape(new Shape(shape.get(0), shape.get(1), -1, size));
  }

  @Override
  public Optional<NDArray> turns(NDArray like, Pass pass) {
    return then.turns(like, pass);
  }

  @Override
  public boolean addsToScores() {
    return then.addsToScores();
  }

  @Override
  public OptionalInt near() {
    return then.near();
  }
}
