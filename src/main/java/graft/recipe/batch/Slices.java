package graft.recipe.batch;

import graft.data.Padding;
import graft.model.BaseModel;
import graft.model.ModelFacts;
import graft.recipe.adapted.Lengths;
import graft.recipe.task.Row;
import graft.spec.job.TaskSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Cuts rows into slices that are computed at once: rows of similar length, and as many as leave
 * what a layer makes of them small. However many rows there are, a device needs the same memory and
 * is free for others after the same time.
 *
 * @param bytesOfToken what a token of a sequence of some length needs at the peak of a pass
 * @param most tokens, padding included, whatever they need
 */
public record Slices(IntToLongFunction bytesOfToken, int most) {
  private static final long BYTES = 256L << 20;

  private static final int TOKENS = 4096;

  /** Tensors of the hidden size that are there at a time, beside each layer's output. */
  private static final int HIDDEN = 16;

  /** Attention scores, before and after the mask and the softmax. */
  private static final int SCORES = 3;

  /** A head is rarely narrower. */
  private static final int HEAD = 32;

  /** For a model with a task's head: a language model has a score for each token that there is. */
  public static Slices of(BaseModel model, TaskSpec task) {
    return switch (task.type()) {
      case MASKED_LM, CAUSAL_LM, SEQ2SEQ_LM -> of(model.facts(), Lengths.vocabulary(model));
      case SEQUENCE_CLASSIFICATION,
          MULTIPLE_CHOICE,
          MULTI_LABEL_CLASSIFICATION,
          REGRESSION,
          TOKEN_CLASSIFICATION,
          QUESTION_ANSWERING ->
          of(model.facts(), Math.max(2, task.labels().size()));
    };
  }

  private static Slices of(ModelFacts model, long outputs) {
    long hidden = (long) model.hiddenSize() * (model.layers() + HIDDEN);
    long heads = Math.max(1, model.hiddenSize() / HEAD);
    return new Slices(
        length -> Float.BYTES * (hidden + SCORES * heads * length + 2 * outputs), TOKENS);
  }

  /** The rows' places in the list, slice by slice; the longest first. */
  public List<List<Integer>> of(List<Row> rows, Padding padding) {
    return of(
        rows.stream().mapToInt(row -> padding.length(row.longest())).toArray(),
        rows.stream().mapToInt(row -> Math.toIntExact(row.sequences().count())).toArray());
  }

  /**
   * The same for rows of whatever kind.
   *
   * @param lengths tokens of each row's longest sequence, padding included
   * @param sequences of each row
   */
  List<List<Integer>> of(int[] lengths, int[] sequences) {
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer row) -> lengths[row]).reversed())
            .toList();
    List<List<Integer>> slices = new ArrayList<>();
    List<Integer> slice = new ArrayList<>();
    long room = 0;
    for (int row : order) {
      if (slice.isEmpty() || room < sequences[row]) {
        slice = new ArrayList<>();
        slices.add(slice);
        room = sequencesOf(lengths[row]);
      }
      slice.add(row);
      room -= sequences[row];
    }
    return slices;
  }

  /** How many sequences of a length there may be in a slice. */
  private long sequencesOf(int length) {
    long tokens = Math.min(most, BYTES / bytesOfToken.applyAsLong(length));
    return Math.max(1, tokens / Math.max(1, length));
  }
}
