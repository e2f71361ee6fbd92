package graft.adapter.word;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.site.Pass;
import graft.site.WordAdapter;
import graft.site.WordSite;
import graft.tensor.Ops;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Trained vectors in place of those of some words, and in place of what scores them where a model
 * ties both. The bias of such a projection stays, which PEFT forgets (T6).
 *
 * @param tokens n of them, each once
 * @param rows (n, E)
 */
public record TrainedWords(List<Integer> tokens, NDArray rows) implements WordAdapter {
  public TrainedWords {
    tokens = List.copyOf(tokens);
  }

  @Override
  public NDArray look(NDArray ids, WordSite site, UnaryOperator<NDArray> scaled, Pass pass) {
    NDArray known = Ops.embedding(site.words(), ids);
    Shape shape = ids.getShape();
    NDArray which = which(ids.reshape(new Shape(shape.get(0), shape.get(1), 1)), known);
    return scaled.apply(replaced(known, which));
  }

  @Override
  public NDArray score(NDArray states, NDArray scores) {
    NDArray which = whichOfAll(scores.getShape().get(scores.getShape().dimension() - 1), scores);
    NDArray others = which.sum(new int[] {1}).neg().add(1);
    NDArray own = Ops.linear(states, Ops.castLike(rows, states));
    return Ops.add(Ops.mul(scores, others), Ops.linear(own, which));
  }

  @Override
  public Optional<NDArray> merged(NDArray words) {
    return Optional.of(replaced(words, whichOfAll(words.getShape().get(0), words)));
  }

  /** (…, n): 1 where a token is the n-th trained one. */
  private NDArray which(NDArray ids, NDArray like) {
    long[] all = tokens.stream().mapToLong(Integer::longValue).toArray();
    return Ops.castLike(ids.eq(ids.getManager().create(all, new Shape(all.length))), like);
  }

  private NDArray whichOfAll(long vocabulary, NDArray like) {
    NDArray ids = like.getManager().arange(0, (int) vocabulary, 1, DataType.INT64);
    return which(ids.reshape(new Shape(vocabulary, 1)), like);
  }

  private NDArray replaced(NDArray vectors, NDArray which) {
    NDArray others = which.sum(new int[] {which.getShape().dimension() - 1}, true).neg().add(1);
    NDArray own = Ops.matmul(which, Ops.castLike(rows, vectors));
    return Ops.add(Ops.mul(vectors, others), own);
  }
}
