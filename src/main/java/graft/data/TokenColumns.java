package graft.data;

import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.data.cut.Cuts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.TaskType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The tokens of a file's rows. Filled by one thread, then only read. */
final class TokenColumns implements Columns {
  private final ColumnMapping mapping;

  /** Sequences of each item, which stand one after the other in the columns. */
  private final int stride;

  private final RaggedInts ids = new RaggedInts();

  /** Empty where all are 0. */
  private final RaggedInts typeIds = new RaggedInts();

  /** Of ready ids only. */
  private final RaggedInts masks = new RaggedInts();

  /** Of ready ids that say what a decoder reads. */
  private final RaggedInts decoded = new RaggedInts();

  private final RaggedInts targets = new RaggedInts();
  private final List<Integer> rowOf = new ArrayList<>();
  private List<Targets.Passage> read = new ArrayList<>();
  private int rows;
  private Cuts cuts = Cuts.NONE;

  TokenColumns(ColumnMapping mapping, Labels labels) {
    this.mapping = mapping;
    this.stride = mapping.task() == TaskType.MULTIPLE_CHOICE ? labels.size() : 1;
  }

  /**
   * Adds parts of a file in their order; they are tokenized at the same time.
   *
   * @throws GraftException {@link ErrorCode#TOO_LARGE} beyond the bounds
   */
  void add(List<List<Example>> parts, ExampleEncoder encoder, Dataset.Bounds bounds) {
    List<List<ExampleEncoder.Tokens>> tokens = parts.parallelStream().map(encoder::tokens).toList();
    for (int part = 0; part < parts.size(); part++) {
      for (int i = 0; i < parts.get(part).size(); i++) {
        add(parts.get(part).get(i), tokens.get(part).get(i), encoder);
      }
      refuseBeyond(bounds);
    }
  }

  private void add(Example example, ExampleEncoder.Tokens tokens, ExampleEncoder encoder) {
    List<TokenizedText> inputs = tokens.inputs();
    inputs.forEach(this::add);
    ExampleEncoder.ready(example)
        .forEach(ready -> {
          masks.add(ready.mask());
          decoded.add(ready.decoded());
        });
    List<int[]> found = encoder.targets(example, tokens);
    cuts = cuts.plus(encoder.cuts(example, tokens, found));
    for (int i = 0; i < found.size(); i++) {
      targets.add(found.get(i));
      rowOf.add(rows);
      ExampleEncoder.passage(example, inputs.get(i), rows).ifPresent(read::add);
    }
    rows++;
  }

  private void add(TokenizedText input) {
    boolean isOneSegment = areAllZero(input.typeIds());
    ids.add(input.ids());
    typeIds.add(isOneSegment ? new int[0] : input.typeIds());
  }

  private static boolean areAllZero(int[] values) {
    for (int value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private void refuseBeyond(Dataset.Bounds bounds) {
    if (Math.max(ids.total(), targets.total()) > bounds.maxTokens()) {
      throw new GraftException(
          ErrorCode.TOO_LARGE,
          "the data set has more than "
              + bounds.maxTokens()
              + " tokens, found in the first "
              + ids.size()
              + " rows; give fewer rows or a smaller max_length than "
              + bounds.maxLength());
    }
  }

  @Override
  public int items() {
    return targets.size();
  }

  @Override
  public int[] target(int item) {
    return targets.row(item);
  }

  @Override
  public int rowOf(int item) {
    return rowOf.get(item);
  }

  @Override
  public int length(int item) {
    return sequences(item).map(ids::length).sum();
  }

  @Override
  public int written(int item) {
    return mapping.task() == TaskType.SEQ2SEQ_LM ? targets.length(item) : 0;
  }

  @Override
  public Optional<Dataset.Exchange> exchange(int item) {
    int[] read = ids.row(item);
    int[] learned = targets.row(item);
    if (mapping.task() == TaskType.SEQ2SEQ_LM) {
      int[] answer = Arrays.stream(learned).filter(id -> id != Targets.IGNORED).toArray();
      return exchange(real(item, read, read.length), answer);
    }
    int end = learned.length;
    while (end > 0 && learned[end - 1] == Targets.IGNORED) {
      end--;
    }
    int start = end;
    while (start > 0 && learned[start - 1] != Targets.IGNORED) {
      start--;
    }
    return exchange(real(item, read, start), Arrays.copyOfRange(read, start, end));
  }

  private static Optional<Dataset.Exchange> exchange(int[] prompt, int[] answer) {
    return prompt.length == 0 || answer.length == 0
        ? Optional.empty()
        : Optional.of(new Dataset.Exchange(prompt, answer));
  }

  /** The first tokens without padding. */
  private int[] real(int item, int[] read, int end) {
    if (!mapping.isReady()) {
      return Arrays.copyOf(read, end);
    }
    int[] mask = masks.row(item);
    return IntStream.range(0, end).filter(i -> mask[i] != 0).map(i -> read[i]).toArray();
  }

  @Override
  public Cuts cuts() {
    return cuts;
  }

  @Override
  public List<Targets.Passage> passages() {
    List<Targets.Passage> passages = read;
    read = new ArrayList<>();
    return passages;
  }

  @Override
  public Batch batch(int[] items, Padding padding, IntFunction<Targets> expected) {
    int[][] tokens = sequences(ids, items);
    int length = padding.length(Batch.longest(tokens));
    Batch.Tokens batch =
        Batch.Tokens.of(tokens, sequences(typeIds, items), expected.apply(length), padding);
    Batch.Tokens told =
        mapping.has(Field.DECODER_INPUT_IDS)
            ? batch.with(Batch.Decoded.of(sequences(decoded, items), padding))
            : batch;
    return mapping.isReady() ? told.withMasks(sequences(masks, items)) : told;
  }

  @Override
  public Batch packed(List<int[]> blocks, Padding padding) {
    int[][] tokens = blocks.stream().map(ids::rows).toArray(int[][]::new);
    int length = padding.length(Batch.longest(tokens));
    int[][] learned =
        blocks.stream()
            .map(block ->
                Arrays.stream(block)
                    .flatMap(item -> Arrays.stream(Collator.shiftedWhole(targets.row(item))))
                    .toArray())
            .toArray(int[][]::new);
    int[][] lengths =
        blocks.stream()
            .map(block -> Arrays.stream(block).map(ids::length).toArray())
            .toArray(int[][]::new);
    Targets expected = new Targets.TokenIds(Batch.padded(learned, length, Targets.IGNORED), length);
    return Batch.Tokens.of(tokens, new int[tokens.length][0], expected, padding)
        .with(Batch.Packed.of(lengths, length));
  }

  private int[][] sequences(RaggedInts column, int[] items) {
    return Arrays.stream(items)
        .flatMap(this::sequences)
        .mapToObj(column::row)
        .toArray(int[][]::new);
  }

  private IntStream sequences(int item) {
    return IntStream.range(item * stride, (item + 1) * stride);
  }
}
