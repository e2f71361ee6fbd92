package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.AttentionSite;
import graft.site.KeyValue;
import graft.site.Pass;
import graft.tensor.Ops;

/**
 * Multi-head attention over projected queries, keys and values: {@code softmax(q kᵀ / √d + mask) v}
 * (Vaswani et al. 2017).
 *
 * <p>Written as matmul, softmax, matmul: libtorch's fused kernel has a backward pass on the
 * processor that makes the whole training step 1.6 times slower in bf16, and it cannot take our
 * dropout masks.
 *
 * @param dropout probability on the attention weights
 */
record Attention(AttentionSite site, double dropout) {
  /**
   * Attends.
   *
   * @param entering what enters the attention module (B, S, H)
   * @param query key, value: (B, S, heads · d)
   * @param mask added to the scores, broadcast to (B, heads, S, T)
   * @return (B, S, heads · d)
   */
  NDArray attend(
      NDArray entering, NDArray query, NDArray key, NDArray value, NDArray mask, Pass pass) {
    NDArray q = split(Ops.scale(query, 1 / Math.sqrt(site.headSize())));
    KeyValue all = site.extend(new KeyValue(split(key), split(value), mask), entering, pass);
    NDArray scores = Ops.add(Ops.matmul(q, all.key().transpose(0, 1, 3, 2)), all.mask());
    NDArray weights = pass.dropout(Ops.softmax(scores), dropout, site.id().modulePath());
    return join(Ops.matmul(weights, all.value()));
  }

  /** (B, S, heads · d) to (B, heads, S, d). */
  private NDArray split(NDArray x) {
    long batch = x.getShape().get(0);
    long length = x.getShape().get(1);
    return x.reshape(new Shape(batch, length, site.heads(), site.headSize())).transpose(0, 2, 1, 3);
  }

  /** (B, heads, S, d) to (B, S, heads · d). */
  private NDArray join(NDArray x) {
    long batch = x.getShape().get(0);
    long length = x.getShape().get(2);
    return x.transpose(0, 2, 1, 3)
        .reshape(new Shape(batch, length, (long) site.heads() * site.headSize()));
  }
}
