package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.AttentionSite;
import graft.site.KeyValue;
import graft.site.Pass;
import graft.site.cache.KeyValueCache;
import graft.tensor.DotProductAttention;
import graft.tensor.Gradients;
import graft.tensor.KeyValueStore;
import graft.tensor.Masks;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Multi-head attention over projected queries, keys and values: {@code softmax(s q kᵀ + mask) v}
 * (Vaswani et al. 2017). Where there are fewer heads of keys and values than of queries, each of
 * them serves as many consecutive ones (Ainslie et al. 2023).
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
    NDArray query =
        Gradients.meet(positional.turnQuery(split(projected.query(), queryHeads), pass));
    NDArray key = Gradients.meet(positional.turnKey(split(projected.key(), site.heads()), pass));
    NDArray value = split(projected.value(), site.heads());
    KeyValue all = site.extend(new KeyValue(key, value, mask), entering, pass);
    int queries = (int) query.getShape().get(2);
    int keys = (int) all.key().getShape().get(2);
    int before = keys - (int) key.getShape().get(2);
    Optional<NDArray> bias =
        positional.bias(new Positional.Text(query, key, queries, keys, before), pass);
    DotProductAttention.Scores scores =
        new DotProductAttention.Scores(
            scale, all.mask(), bias, kept(query, all.key(), pass), positional.isBlindToHidden());
    return new DotProductAttention(query, all.key(), all.value(), scores).context();
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
    int before = kept.before(site);
    Optional<UnaryOperator<NDArray>> added =
        positional.addsToScores()
            ? Optional.of(mask -> added(mask, new Start(query, key, before), pass))
            : Optional.empty();
    return kept.attend(site, next, new KeyValueCache.Manner(scale, positional.near(), added));
  }

  /** Once for all layers. */
  private NDArray added(NDArray mask, Start start, Pass pass) {
    int queries = (int) mask.getShape().get(2);
    int keys = (int) mask.getShape().get(3);
    Positional.Text text =
        new Positional.Text(start.query(), start.key(), queries, keys, start.before());
    return pass.memo()
        .once(
            positional,
            (long) start.before() << Integer.SIZE | keys,
            () -> positional.bias(text, pass).map(bias -> Ops.add(mask, bias)).orElse(mask));
  }

  /** What comes next behind a cache, and how many keys are before all text. */
  private record Start(NDArray query, NDArray key, int before) {}

  /** Keeps what the encoder made: key and value (B, T, heads · d). */
  void keepMemory(NDArray key, NDArray value, KeyValueCache kept) {
    kept.keepMemory(site, key, value);
  }

  /** Attends to it: query (B, S, query heads · d) to the same. */
  NDArray attendMemory(NDArray query, KeyValueCache kept) {
    return kept.attendMemory(site, query, scale);
  }

  private Optional<Masks.Kept> kept(NDArray query, NDArray key, Pass pass) {
    Shape of = query.getShape();
    Shape weights = new Shape(of.get(0), of.get(1), of.get(2), key.getShape().get(2));
    return pass.kept(query, weights, dropout, site.id().modulePath());
  }

  /** (B, S, heads · d) to (B, heads, S, d). */
  private NDArray split(NDArray x, int heads) {
    long batch = x.getShape().get(0);
    long length = x.getShape().get(1);
    return x.reshape(new Shape(batch, length, heads, site.headSize())).transpose(0, 2, 1, 3);
  }
}
