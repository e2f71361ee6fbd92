package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.Optional;

/**
 * Disentangled attention (He et al. 2021): beside {@code qᵢ·kⱼ}, a score has what the query's
 * content says of the distance, {@code qᵢ·P_K(δ)}, and what the distance says of the key's content,
 * {@code kⱼ·P_Q(δ)}, with projections of the embedding of the distance δ of query and key. What
 * comes before the text has no distance, and no such terms.
 *
 * @param distances what all layers share
 * @param key P_K; empty where scores have no such term. It may be the layer's own projection, and
 *     what sits there is then in both
 * @param query P_Q, as the other
 * @param scale of all terms
 * @param dropout on the embeddings, in each layer anew
 * @param name that no other mask of a pass has
 */
public record Disentangled(
    Distances distances,
    Optional<LinearSite> key,
    Optional<LinearSite> query,
    double scale,
    double dropout,
    String name)
    implements Positional {
  @Override
  public Optional<NDArray> bias(Text text, Pass pass) {
    long before = text.keys() - text.queries();
    // What is made of the distances is one for all rows, whichever part of a batch has it.
    NDArray terms = Ops.scale(terms(text, text.queries(), pass.ofAllRows()), scale);
    return Optional.of(before == 0 ? terms : behind(before, terms));
  }

  /** (B, heads, S, S). */
  private NDArray terms(Text text, int length, Pass pass) {
    NDArray places = distances.places(length, pass);
    NDArray embedded = pass.dropout(distances.embedded(pass), dropout, name);
    Optional<NDArray> ofQuery =
        key.map(linear -> Ops.pick(products(text.query(), linear, embedded, pass), places));
    Optional<NDArray> ofKey =
        query.map(linear ->
            Ops.pick(products(text.key(), linear, embedded, pass), places.transpose(1, 0))
                .transpose(0, 1, 3, 2));
    return ofQuery
        .map(one -> ofKey.map(other -> Ops.add(one, other)).orElse(one))
        .or(() -> ofKey)
        .orElseThrow();
  }

  /** Heads (B, heads, S, d) with all distances: (B, heads, S, N). */
  private static NDArray products(NDArray heads, LinearSite linear, NDArray embedded, Pass pass) {
    NDArray projected = linear.forward(embedded, pass.ofRun(1));
    Shape shape = heads.getShape();
    return Ops.matmul(
        heads,
        projected
            .reshape(new Shape(1, embedded.getShape().get(1), shape.get(1), shape.get(3)))
            .transpose(0, 2, 3, 1));
  }

  /** The same behind columns of zeros. */
  private static NDArray behind(long columns, NDArray terms) {
    Shape shape = terms.getShape();
    NDArray zeros =
        terms.getManager().zeros(new Shape(shape.get(0), shape.get(1), shape.get(2), columns));
    return Ops.concat(Ops.castLike(zeros, terms), terms, 3);
  }
}
