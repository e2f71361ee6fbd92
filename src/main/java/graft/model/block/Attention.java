package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.AttentionSite;
import graft.site.KeyValue;
import graft.site.Pass;
import graft.site.cache.KeyValueCache;
import graft.tensor.KeyValueStore;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Multi-head attention over projected queries, keys and values: {@code softmax(s q kᵀ + mask) v}
 * (Vaswani et al. 2017). Where there are fewer heads of keys and values than of queries, each of
 * them serves as many consecutive ones (Ainslie et al. 2023).
 *
 * <p>Written as matmul, softmax, matmul: libtorch's fused kernel has a backward pass on the
 * processor that makes the whole training step 1.6 times slower in bf16, and it cannot take our
 * dropout masks.
 *
 * @param site with the heads of keys and values
 * @param queryHeads number of heads of queries
 * @param positional what positions do to queries, keys and scores
 * @param scale s
 * @param dropout probability on the attention weights
 */
public record Attention(
    AttentionSite site, int queryHeads, Positional positional, double scale, double dropout) {
  public Attention {
    if (queryHeads % site.heads() != 0) {
      throw new IllegalArgumentException(
          queryHeads + " heads of queries cannot share " + site.heads());
    }
  }

  /** As many heads of queries as of keys, positions in the embeddings, {@code s = 1 / √d}. */
  public Attention(AttentionSite site, double dropout) {
    this(site, site.heads(), Positional.NONE, 1 / Math.sqrt(site.headSize()), dropout);
  }

  /**
   * Attends.
   *
   * @param entering what enters the attention module (B, S, H)
   * @param projected query (B, S, query heads · d), key and value (B, T, heads · d)
   * @param mask added to the scores, broadcast to (B, heads, S, T)
   * @return (B, S, query heads · d)
   */
  public NDArray attend(NDArray entering, Projected projected, NDArray mask, Pass pass) {
    NDArray query = positional.turnQuery(split(projected.query(), queryHeads), pass);
    NDArray key = positional.turnKey(split(projected.key(), site.heads()), pass);
    NDArray value = split(projected.value(), site.heads());
    KeyValue all = site.extend(new KeyValue(key, value, mask), entering, pass);
    NDArray scores = Ops.matmul(Ops.scale(query, scale), repeated(all.key()).transpose(0, 1, 3, 2));
    int before = (int) (all.key().getShape().get(2) - key.getShape().get(2));
    Positional.Text text = new Positional.Text(query, key, before);
    NDArray seen = positional.added(Ops.add(scores, all.mask()), text, pass);
    NDArray weights = pass.dropout(Ops.softmax(seen), dropout, site.id().modulePath());
    return join(Ops.matmul(weights, repeated(all.value())));
  }

  /**
   * Attends to the text so far.
   *
   * @param projected query (B, S, query heads · d), key and value (B, S, heads · d) of what comes
   *     next
   * @return (B, S, query heads · d)
   */
  NDArray attend(Projected projected, KeyValueCache kept, Pass pass) {
    NDArray query = positional.normedQuery(projected.query(), pass);
    NDArray key = positional.normedKey(projected.key(), pass);
    KeyValueStore.Next next =
        new KeyValueStore.Next(
            query, key, projected.value(), positional.turns(query, pass).orElse(null));
    Positional.Text text = new Positional.Text(query, key, kept.before(site));
    Optional<UnaryOperator<NDArray>> added =
        positional.addsToScores() ? Optional.of(mask -> added(mask, text, pass)) : Optional.empty();
    return kept.attend(site, next, new KeyValueCache.Manner(scale, positional.near(), added));
  }

  /** Once for all layers. */
  private NDArray added(NDArray mask, Positional.Text text, Pass pass) {
    long which = (long) text.before() << Integer.SIZE | mask.getShape().get(3);
    return pass.memo().once(positional, which, () -> positional.added(mask, text, pass));
  }

  /** Keeps what the encoder made: key and value (B, T, heads · d). */
  void keepMemory(NDArray key, NDArray value, KeyValueCache kept) {
    kept.keepMemory(site, key, value);
  }

  /** Attends to it: query (B, S, query heads · d) to the same. */
  NDArray attendMemory(NDArray query, KeyValueCache kept) {
    return kept.attendMemory(site, query, scale);
  }

  /** (B, heads, T, d) to (B, query heads, T, d): each head as often as queries share it. */
  private NDArray repeated(NDArray x) {
    long times = queryHeads / site.heads();
    if (times == 1) {
      return x;
    }
    Shape shape = x.getShape();
    long batch = shape.get(0);
    long length = shape.get(2);
    return x.reshape(new Shape(batch, site.heads(), 1, length, site.headSize()))
        .broadcast(new Shape(batch, site.heads(), times, length, site.headSize()))
        .reshape(new Shape(batch, queryHeads, length, site.headSize()));
  }

  /** (B, S, heads · d) to (B, heads, S, d). */
  private NDArray split(NDArray x, int heads) {
    long batch = x.getShape().get(0);
    long length = x.getShape().get(1);
    return x.reshape(new Shape(batch, length, heads, site.headSize())).transpose(0, 2, 1, 3);
  }

  /** (B, heads, S, d) to (B, S, heads · d). */
  private NDArray join(NDArray x) {
    long batch = x.getShape().get(0);
    long length = x.getShape().get(2);
    return x.transpose(0, 2, 1, 3)
        .reshape(new Shape(batch, length, (long) queryHeads * site.headSize()));
  }
}
