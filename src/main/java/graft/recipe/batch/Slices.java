package graft.recipe.batch;

import graft.data.Padding;
import graft.model.BaseModel;
import graft.model.ModelInfo;
import graft.recipe.adapted.SequenceLimits;
import graft.recipe.task.Row;
import graft.spec.job.TaskSpec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntSupplier;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Cuts rows into slices that are computed at once: rows of similar length, and as many as leave
 * what a layer makes of them small. However many rows there are, a device needs the same memory and
 * is free for others after the same time.
 *
 * @param bytesOfToken what a token of a sequence of some length needs at the peak of a pass
 * @param most tokens, padding included, whatever they need; asked for at each slice
 */
public record Slices(IntToLongFunction bytesOfToken, IntSupplier most) {
  private static final long BYTES = 256L << 20;

  /** Tensors of the hidden size that are there at a time, beside each layer's output. */
  private static final int HIDDEN = 16;

  /** Attention scores, before and after the mask and the softmax. */
  private static final int SCORES = 3;

  /** A head is rarely narrower. */
  private static final int HEAD = 32;

  /** For a model with a task's head: a language model has a score for each token that there is. */
  public static Slices of(BaseModel model, TaskSpec task, IntSupplier most) {
    return switch (task.type().target()) {
      case TOKENS -> of(model.info(), SequenceLimits.vocabulary(model), most);
      case CLASS, CLASSES, SCORE, TAGS, SPAN ->
          of(model.info(), Math.max(2, task.labels().size()), most);
    };
  }

  private static Slices of(ModelInfo model, long outputs, IntSupplier most) {
    long hidden = (long) model.hiddenSize() * (model.layers() + HIDDEN);
    long heads = Math.max(1, model.hiddenSize() / HEAD);
    return new Slices(
        length -> Float.BYTES * (hidden + SCORES * heads * length + 2 * outputs), most);
  }

  /** The rows' places in the list, slice by slice; the longest first. */
  public Iterable<List<Integer>> of(List<Row> rows, Padding padding) {
    return of(
        rows.stream()
            .mapToInt(row ->
                Math.max(padding.length(row.longest()), padding.writtenLength(row.decoded())))
            .toArray(),
        rows.stream().mapToInt(row -> Math.toIntExact(row.sequences().count())).toArray());
  }

  /**
   * The same for rows of whatever kind.
   *
   * @param lengths tokens of each row's longest sequence, padding included
   * @param sequences of each row
   */
  Iterable<List<Integer>> of(int[] lengths, int[] sequences) {
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer row) -> lengths[row]).reversed())
            .toList();
    return () -> new Cut(order, lengths, sequences);
  }

  /** The same for rows that are all of one length. */
  public Iterable<List<Integer>> ofEqual(int rows, int length) {
    int[] lengths = new int[rows];
    int[] sequences = new int[rows];
    Arrays.fill(lengths, length);
    Arrays.fill(sequences, 1);
    return of(lengths, sequences);
  }

  /** Cuts the next slice when it is asked for. */
  private final class Cut implements Iterator<List<Integer>> {
    private final List<Integer> order;
    private final int[] lengths;
    private final int[] sequences;
    private int from;

    Cut(List<Integer> order, int[] lengths, int[] sequences) {
      this.order = order;
      this.lengths = lengths;
      this.sequences = sequences;
    }

    @Override
    public boolean hasNext() {
      return from < order.size();
    }

    @Override
    public List<Integer> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no row is left");
      }
      int first = from;
      long room = sequencesOf(lengths[order.get(first)]);
      do {
        room -= sequences[order.get(from++)];
      } while (from < order.size() && room >= sequences[order.get(from)]);
      return order.subList(first, from);
    }
  }

  /** How many sequences of a length there may be in a slice. */
  private long sequencesOf(int length) {
    return Math.max(1, tokens(length) / Math.max(1, length));
  }

  /** How many tokens there may be in a slice of sequences of a length, padding included. */
  public int tokens(int length) {
    return (int) Math.min(most.getAsInt(), BYTES / bytesOfToken.applyAsLong(length));
  }
}
