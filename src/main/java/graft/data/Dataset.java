package graft.data;

import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.data.cut.Cuts;
import graft.data.order.BatchSampler;
import graft.data.order.SeededRandom;
import graft.data.pack.BestFit;
import graft.data.picture.Pictures;
import graft.image.PixelShape;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.TaskType;
import graft.table.Row;
import graft.table.Table;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Rows as a model reads them, with their targets: tokens in memory, or pixels in a file. Immutable,
 * and so safe for many threads.
 */
public final class Dataset {
  /** Faulty rows after which nothing more is read. */
  static final int MOST_FAULTS = 20;

  private static final long BLOCKS = 5L << 32;
  private static final long EXCHANGES = 6L << 32;

  private final ColumnMapping mapping;
  private final Labels labels;

  private final Columns columns;
  private final List<Targets.Passage> passages;
  private final int[] selected;

  private Dataset(
      ColumnMapping mapping,
      Labels labels,
      Columns columns,
      List<Targets.Passage> passages,
      int[] selected) {
    this.mapping = mapping;
    this.labels = labels;
    this.columns = columns;
    this.passages = passages;
    this.selected = selected;
  }

  /**
   * How large a data set may be.
   *
   * @param maxLength most tokens of a row, special tokens included; longer texts are cut. Positions
   *     that a model makes of a picture
   * @param maxTokens most tokens of all rows
   * @param vocabulary ready ids are below it
   * @param segments ready segments are below it
   * @param stride tokens that two windows of a question's context share
   * @param picture what ready pixels have as many numbers as; empty where the model reads text
   */
  public record Bounds(
      int maxLength,
      int maxTokens,
      int vocabulary,
      int segments,
      int stride,
      Optional<PixelShape> picture) {
    /** A gigabyte of token ids. */
    public static final int MAX_TOKENS = 1 << 28;

    /** Of texts. */
    public Bounds(int maxLength, int maxTokens, int vocabulary, int segments, int stride) {
      this(maxLength, maxTokens, vocabulary, segments, stride, Optional.empty());
    }

    /** With windows that share half of themselves. */
    public static Bounds of(int maxLength, int vocabulary, int segments) {
      return new Bounds(maxLength, MAX_TOKENS, vocabulary, segments, maxLength / 2);
    }

    /**
     * Of pictures.
     *
     * @param positions that a model makes of one
     */
    public static Bounds ofPictures(int positions, PixelShape picture) {
      return new Bounds(positions, MAX_TOKENS, 0, 1, 0, Optional.of(picture));
    }

    public Bounds withStride(int chosen) {
      return new Bounds(maxLength, maxTokens, vocabulary, segments, chosen, picture);
    }
  }

  /**
   * How much of a table is read.
   *
   * @param characters of all cells; the row that exceeds them is the last one
   */
  public record Extent(long rows, long characters) {
    public static final Extent ALL = new Extent(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * What a language model is asked and what is right to answer, in tokens.
   *
   * @param prompt all that it reads before; padding of ready ids left out
   * @param answer the last that is learned, with the token that ends it if that is learned
   */
  @SuppressWarnings("ArrayRecordComponent") // copied, compared by nobody
  public record Exchange(int[] prompt, int[] answer) {
    public Exchange {
      prompt = prompt.clone();
      answer = answer.clone();
    }
  }

  /**
   * Reads and tokenizes what is left of a table.
   *
   * @throws GraftException {@link ErrorCode#INVALID_FILE} with the first 20 faulty rows by line, or
   *     if no row has a label; {@link ErrorCode#TOO_LARGE} beyond the bounds
   */
  public static Dataset read(Table table, RowForm form, Tokenizer tokenization, Bounds bounds) {
    return read(table, form, tokenization, bounds, Extent.ALL);
  }

  /** The same with the first rows of a table only. */
  public static Dataset read(
      Table table, RowForm form, Tokenizer tokenization, Bounds bounds, Extent extent) {
    return read(table, form, new TextRows(form, tokenization, bounds), bounds, extent);
  }

  static Dataset read(Table table, RowForm form, TextRows rows, Bounds bounds, Extent extent) {
    ExampleReader reader = new ExampleReader(form, bounds);
    Faults faults = new Faults();
    Part part = new Part(table, extent);
    while (part.hasNext() && faults.all().size() < MOST_FAULTS) {
      rows.add(part.chunks(reader, faults), part.characters, part.longest);
    }
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    return of(form.mapping(), form.labels(), rows.columns(part.characters), faults);
  }

  /**
   * Reads the pictures of a table.
   *
   * @param bounds {@link Bounds#ofPictures}
   * @throws GraftException {@link ErrorCode#INVALID_FILE} as above
   */
  public static Dataset read(
      Table table, RowForm form, Pictures pictures, Bounds bounds, Extent extent) {
    ExampleReader reader = new ExampleReader(form, bounds);
    Faults faults = new Faults();
    Part part = new Part(table, extent);
    try (PictureWriter writer = PictureWriter.of(pictures, form.labels())) {
      while (part.hasNext() && faults.all().size() < MOST_FAULTS) {
        reader.read(part.next(), faults).ifPresent(example -> writer.add(example, faults));
      }
      return of(form.mapping(), form.labels(), writer.columns(bounds.maxLength()), faults);
    }
  }

  private static Dataset of(ColumnMapping mapping, Labels labels, Columns columns, Faults faults) {
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    requireLabel(mapping, columns);
    int[] all = IntStream.range(0, columns.items()).toArray();
    return new Dataset(mapping, labels, columns, columns.passages(), all);
  }

  /** Without any the loss would be 0, whatever the model says. */
  private static void requireLabel(ColumnMapping mapping, Columns columns) {
    boolean isLabelled =
        IntStream.range(0, columns.items())
            .anyMatch(item -> DatasetValidator.hasLabel(mapping.task(), columns.target(item)));
    if (!isLabelled) {
      throw new GraftException(
          ErrorCode.INVALID_FILE,
          new Fault("", "invalid_file", DatasetValidator.nothingToLearn(mapping)));
    }
  }

  /** Rows of the file. */
  public int rows() {
    return (int) Arrays.stream(selected).map(columns::rowOf).distinct().count();
  }

  /** What batches are made of: rows, or the windows of those that are too long for one. */
  public int items() {
    return selected.length;
  }

  /**
   * The row of the file that an item is of.
   *
   * @return its place in the file, counted from 0
   */
  public int rowOf(int item) {
    return columns.rowOf(selected[item]);
  }

  /** What is read of each row. */
  public ColumnMapping mapping() {
    return mapping;
  }

  public TaskType task() {
    return mapping.task();
  }

  /** Whether the rows were tokenized before: they are padded no further than they must be. */
  public boolean isReady() {
    return mapping.isReady();
  }

  public Labels labels() {
    return labels;
  }

  /**
   * Positions of all rows: tokens, special ones and those that a decoder writes included, or
   * patches of pictures.
   */
  public long tokens() {
    return Arrays.stream(readLengths()).asLongStream().sum()
        + Arrays.stream(writtenLengths()).asLongStream().sum();
  }

  /** Positions of each item, on the side that has more where a decoder writes behind an encoder. */
  public int[] lengths() {
    return lengths(IntStream.range(0, selected.length).toArray());
  }

  private int[] lengths(int[] items) {
    int[] chosen = prepared(items);
    return Arrays.stream(chosen)
        .map(item -> Math.max(columns.length(item), columns.written(item)))
        .toArray();
  }

  /** The items of the file that these are, with their tokens. */
  private int[] prepared(int[] items) {
    int[] chosen = Arrays.stream(items).map(item -> selected[item]).toArray();
    columns.prepare(chosen);
    return chosen;
  }

  /** Positions that are read of each item. */
  public int[] readLengths() {
    columns.prepare(selected);
    return Arrays.stream(selected).map(columns::length).toArray();
  }

  /** Tokens that a decoder behind an encoder writes of each item; 0 where there is none. */
  public int[] writtenLengths() {
    columns.prepare(selected);
    return Arrays.stream(selected).map(columns::written).toArray();
  }

  /** What was cut to fit of those of the whole file's rows that were tokenized. */
  public Cuts cuts() {
    return columns.cuts();
  }

  /** Whether rows are tokenized as they are needed, and not before. */
  public boolean isLazy() {
    return columns.isLazy();
  }

  /** Rows of the file that have been tokenized, where that is not all of them yet. */
  public OptionalInt readSoFar() {
    return columns.readSoFar();
  }

  /** Whether both are parts of one file. */
  public boolean isOfOneFileWith(Dataset other) {
    return columns == other.columns;
  }

  /** Some of the rows with all their windows, sharing memory with this one. */
  public Dataset select(int[] rows) {
    Map<Integer, List<Integer>> items = new LinkedHashMap<>();
    for (int item : selected) {
      items.computeIfAbsent(columns.rowOf(item), _ -> new ArrayList<>()).add(item);
    }
    List<List<Integer>> ofRows = List.copyOf(items.values());
    int[] chosen =
        Arrays.stream(rows)
            .mapToObj(ofRows::get)
            .flatMap(List::stream)
            .mapToInt(Integer::intValue)
            .toArray();
    return new Dataset(mapping, labels, columns, passages, chosen);
  }

  /**
   * For training alone: the same rows without the texts that answers are measured by, and without
   * those of which nothing can be learned: questions whose answer no window holds, and
   * conversations that were cut before an answer.
   *
   * @throws GraftException {@link ErrorCode#INVALID_FILE} if none is left
   */
  public Dataset unmeasured() {
    boolean isText = !passages.isEmpty() || (task() == TaskType.CAUSAL_LM && !isReady());
    int[] known =
        Arrays.stream(selected)
            .filter(item -> !isText || DatasetValidator.hasLabel(task(), columns.target(item)))
            .toArray();
    if (known.length == 0) {
      throw new GraftException(
          ErrorCode.INVALID_FILE,
          new Fault("", "invalid_file", DatasetValidator.nothingToLearn(mapping)));
    }
    return new Dataset(mapping, labels, columns, List.of(), known);
  }

  /** What an item asks a language model; empty where nothing stands before what is learned. */
  public Optional<Exchange> exchange(int item) {
    return columns.exchange(selected[item]);
  }

  /**
   * Items that ask something, drawn at random; the same for the same seed.
   *
   * @param most how many at most
   */
  public int[] exchanges(int most, long seed) {
    int[] items = IntStream.range(0, selected.length).toArray();
    return Arrays.stream(SeededRandom.of(seed, EXCHANGES).shuffle(items))
        .filter(item -> exchange(item).isPresent())
        .limit(most)
        .toArray();
  }

  /** Puts items side by side. */
  public Batch batch(int[] rows, Padding padding) {
    int[] items = prepared(rows);
    int[][] expected = Arrays.stream(items).mapToObj(columns::target).toArray(int[][]::new);
    return columns.batch(
        items,
        padding,
        length ->
            withPassages(Collator.of(task(), expected, labels.size(), length, padding), rows));
  }

  /** Puts blocks side by side, each a row of several items. */
  public Batch packed(List<int[]> blocks, Padding padding) {
    return columns.packed(
        blocks.stream()
            .map(block -> Arrays.stream(block).map(item -> selected[item]).toArray())
            .toList(),
        padding);
  }

  /**
   * Which items fill which block; the same for the same seed.
   *
   * @param capacity tokens of a block, no fewer than of the longest item
   */
  public List<int[]> blocks(int capacity, long seed) {
    int[] order =
        SeededRandom.of(seed, BLOCKS).shuffle(IntStream.range(0, selected.length).toArray());
    return new BestFit(capacity).blocks(readLengths(), order);
  }

  private Targets withPassages(Targets targets, int[] rows) {
    return !passages.isEmpty() && targets instanceof Targets.Spans(long[] starts, long[] ends, _)
        ? new Targets.Spans(
            starts, ends, Arrays.stream(rows).mapToObj(row -> passages.get(selected[row])).toList())
        : targets;
  }

  /**
   * The batches of an epoch, each made when it is asked for.
   *
   * @param epoch counted from 0
   */
  public List<Batch> batches(BatchSampler order, int epoch, Padding padding) {
    return batches(order, epoch, rows -> batch(rows, padding));
  }

  /** The same with tokens to guess, other ones in each epoch. */
  public List<Batch> masked(
      BatchSampler order, int epoch, Padding padding, MaskedLmCollator masking) {
    return batches(order, epoch, rows -> masking.apply(batch(rows, padding), rows, epoch));
  }

  private List<Batch> batches(BatchSampler order, int epoch, Function<int[], Batch> maker) {
    List<int[]> rows = order.batches(selected.length, this::lengths, epoch);
    return new AbstractList<>() {
      @Override
      public Batch get(int index) {
        return maker.apply(rows.get(index));
      }

      @Override
      public int size() {
        return rows.size();
      }
    };
  }

  /** The first rows of a table. */
  private static final class Part {
    private static final int CHUNK = 256;

    /** Chunks that are tokenized at a time. */
    private static final int TOGETHER = 16;

    private final Table table;
    private final Extent extent;
    private long rows;
    private long characters;
    private long longest;

    Part(Table table, Extent extent) {
      this.table = table;
      this.extent = extent;
    }

    boolean hasNext() {
      return rows < extent.rows() && characters < extent.characters() && table.hasNext();
    }

    Row next() {
      Row row = table.next();
      rows++;
      long own =
          row.values().values().stream()
              .mapToLong(cell -> cell instanceof String s ? s.length() : 1)
              .sum();
      characters += own;
      longest = Math.max(longest, own);
      return row;
    }

    List<List<Example>> chunks(ExampleReader reader, Faults faults) {
      List<List<Example>> chunks = new ArrayList<>(TOGETHER);
      while (chunks.size() < TOGETHER && hasNext() && faults.all().size() < MOST_FAULTS) {
        chunks.add(chunk(reader, faults));
      }
      return chunks;
    }

    private List<Example> chunk(ExampleReader reader, Faults faults) {
      List<Example> examples = new ArrayList<>(CHUNK);
      while (examples.size() < CHUNK && hasNext() && faults.all().size() < MOST_FAULTS) {
        reader.read(next(), faults).ifPresent(examples::add);
      }
      return examples;
    }
  }
}
