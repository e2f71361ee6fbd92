package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scaled dot-product attention, {@code dropout(softmax(s q kᵀ + mask + bias)) v}, in blocks whose
 * scores stay in the processor's cache. Neither scores nor weights are kept for the backward pass,
 * which computes them once more (Dao et al. 2022, without the running softmax: a block has whole
 * rows). So what is kept grows with the length and not with its square, but for the dropout's mask,
 * of a byte an element.
 *
 * @param query (B, query heads, S, d)
 * @param key (B, heads, T, d), each head for as many consecutive heads of queries as share it
 * @param value (B, heads, T, d)
 * @param scores what happens to products of queries and keys
 */
public record DotProductAttention(NDArray query, NDArray key, NDArray value, Scores scores) {
  /**
   * From products to weights.
   *
   * @param scale s
   * @param mask added, broadcast to (B, query heads, S, T): 0 where visible, the most negative
   *     finite float where hidden
   * @param bias added as well, and learns where it can; the same shape
   * @param kept which weights stay, (B, query heads, S, T)
   * @param isBlindToHidden whether hidden scores have no gradient, also where all of a row are
   */
  public record Scores(
      double scale,
      NDArray mask,
      Optional<NDArray> bias,
      Optional<Masks.Kept> kept,
      boolean isBlindToHidden) {}

  /** Scores that are there at a time: 4 MiB of float32. */
  private static final long ON_PROCESSOR = 1 << 20;

  /**
   * Positions from which libtorch's own kernel is the faster: twice as fast from 256, three times
   * from 512.
   */
  private static final long SHORTEST_FUSED = 96;

  /** A card has room, and each call costs. */
  private static final long ON_CARD = 1 << 28;

  /** (B, S, query heads · d). */
  public NDArray context() {
    boolean learns = scores.bias().filter(Tape.get()::learns).isPresent();
    return isFused() ? fused() : inBlocks(learns);
  }

  /** Whether libtorch's kernel computes the same, and sooner: it knows neither dropout nor bias. */
  private boolean isFused() {
    return !query.getDevice().isGpu()
        && Math.min(query.getShape().get(2), key.getShape().get(2)) >= SHORTEST_FUSED
        && scores.bias().isEmpty()
        && scores.kept().isEmpty()
        && !scores.isBlindToHidden();
  }

  private NDArray fused() {
    double[] scale = {scores.scale()};
    List<NDArray> all = List.of(query, key, value, scores.mask());
    return Tape.get()
        .apply(
            List.of(query, key, value),
            () -> {
              NDList made = call("attend_fused", all, scale);
              List<NDArray> kept = new ArrayList<>(all);
              kept.addAll(made.subList(1, made.size()));
              return new Tape.Computed(made.head(), kept);
            },
            (gradient, kept) -> call("attend_fused_backward", gradient, kept, scale));
  }

  private NDArray inBlocks(boolean learns) {
    NDArray none = query.getManager().create(new Shape(0, 0, 0, 0));
    NDArray added = scores.bias().orElse(none);
    NDArray dropped = scores.kept().map(Masks.Kept::mask).orElse(none);
    double[] numbers = numbers(learns);
    List<NDArray> all = List.of(query, key, value, scores.mask(), added, dropped);
    return Tape.get()
        .apply(
            learns ? List.of(query, key, value, added) : List.of(query, key, value),
            () -> new Tape.Computed(call("attend", all, numbers).head(), all),
            (gradient, kept) -> call("attend_backward", gradient, kept, numbers));
  }

  private static NDList call(
      String method, NDArray gradient, List<NDArray> kept, double[] numbers) {
    List<NDArray> arguments = new ArrayList<>(kept);
    arguments.addFirst(gradient);
    return call(method, arguments, numbers);
  }

  private static NDList call(String method, List<NDArray> tensors, double[] numbers) {
    List<NDArray> arguments = new ArrayList<>(tensors);
    arguments.add(Libtorch.get().root().create(numbers));
    return Libtorch.get().attention().call(method, arguments.toArray(NDArray[]::new));
  }

  /** Scale, what survivors of the dropout are multiplied with, block of rows and of queries. */
  private double[] numbers(boolean learns) {
    long heads = query.getShape().get(1);
    long queries = query.getShape().get(2);
    long most = query.getDevice().isGpu() ? ON_CARD : ON_PROCESSOR;
    long each = heads * key.getShape().get(2);
    long at = Math.clamp(most / each, 1, queries);
    long rows = at < queries ? 1 : Math.max(1, most / (each * queries));
    double factor = scores.kept().map(Masks.Kept::factor).orElse(1.0);
    double blind = scores.isBlindToHidden() ? 1 : 0;
    return new double[] {scores.scale(), factor, rows, at, learns ? 1 : 0, blind};
  }
}
