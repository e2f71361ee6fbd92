package graft.data;

import graft.data.cut.Cuts;
import graft.spec.job.TaskType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a large file's rows, each made when it is first asked for, so that a training need
 * not wait for the last row before its first step. Until then a row's text is kept. Safe for many
 * threads.
 */
final class LazyTokenColumns implements Columns {
  private static final int CHUNK = 64;

  /** Of the rows that were asked for, in the order in which they were. */
  private final TokenColumns tokens;

  private final @Nullable Example[] waiting;

  /** Where an item stands among the tokens, once it does not wait any more. */
  private final int[] places;

  private final ExampleEncoder encoder;
  private final Dataset.Bounds bounds;

  /**
   * @param empty to be filled
   */
  LazyTokenColumns(
      TokenColumns empty, List<Example> rows, ExampleEncoder encoder, Dataset.Bounds bounds) {
    this.tokens = empty;
    this.waiting = rows.toArray(Example[]::new);
    this.places = new int[waiting.length];
    this.encoder = encoder;
    this.bounds = bounds;
  }

  /**
   * Whether a task's rows can be tokenized by and by: not where it hangs on their tokens how many
   * items a row has, or whether there is anything to learn of it.
   */
  static boolean suits(TaskType task) {
    return switch (task) {
      case SEQUENCE_CLASSIFICATION,
          MULTI_LABEL_CLASSIFICATION,
          MULTIPLE_CHOICE,
          REGRESSION,
          TOKEN_CLASSIFICATION,
          MASKED_LM,
          SEQ2SEQ_LM ->
          true;
      case QUESTION_ANSWERING, CAUSAL_LM, IMAGE_CLASSIFICATION -> false;
    };
  }

  @Override
  public synchronized void prepare(int[] items) {
    int[] wanted = Arrays.stream(items).filter(item -> waiting[item] != null).distinct().toArray();
    List<List<Example>> parts = new ArrayList<>();
    for (int from = 0; from < wanted.length; from += CHUNK) {
      List<Example> part = new ArrayList<>(CHUNK);
      for (int i = from; i < Math.min(wanted.length, from + CHUNK); i++) {
        part.add(waiting[wanted[i]]);
      }
      parts.add(part);
    }
    int next = tokens.items();
    tokens.add(parts, encoder, bounds);
    for (int item : wanted) {
      places[item] = next++;
      waiting[item] = null;
    }
  }

  private int place(int item) {
    prepare(new int[] {item});
    return places[item];
  }

  private int[] places(int[] items) {
    prepare(items);
    return Arrays.stream(items).map(item -> places[item]).toArray();
  }

  @Override
  public int items() {
    return waiting.length;
  }

  @Override
  public boolean isLazy() {
    return true;
  }

  @Override
  public synchronized OptionalInt readSoFar() {
    return tokens.items() == waiting.length ? OptionalInt.empty() : OptionalInt.of(tokens.items());
  }

  @Override
  public synchronized int[] target(int item) {
    return tokens.target(place(item));
  }

  @Override
  public int rowOf(int item) {
    return item;
  }

  @Override
  public synchronized int length(int item) {
    return tokens.length(place(item));
  }

  @Override
  public synchronized int written(int item) {
    return tokens.written(place(item));
  }

  @Override
  public synchronized Optional<Dataset.Exchange> exchange(int item) {
    return tokens.exchange(place(item));
  }

  @Override
  public synchronized Cuts cuts() {
    return tokens.cuts();
  }

  /** None: of questions all is read at once. */
  @Override
  public List<Targets.Passage> passages() {
    return List.of();
  }

  @Override
  public synchronized Batch batch(int[] items, Padding padding, IntFunction<Targets> targets) {
    return tokens.batch(places(items), padding, targets);
  }

  @Override
  public synchronized Batch packed(List<int[]> blocks, Padding padding) {
    return tokens.packed(blocks.stream().map(this::places).toList(), padding);
  }
}
