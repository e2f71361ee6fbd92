package graft.data;

import graft.data.column.ColumnMapping;
import graft.data.column.Field;
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
import java.util.function.Function;
import java.util.stream.IntStream;

/** Tokenized rows with their targets, all in memory. Immutable, and so safe for many threads. */
public final class Dataset {
  private static final int CHUNK = 256;

  /** Faulty rows after which nothing more is read. */
  static final int MOST_FAULTS = 20;

  private final ColumnMapping mapping;
  private final Labels labels;

  /** Sequences of each row, which stand one after the other in the columns. */
  private final int stride;

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
    this.stride = mapping.task() == TaskType.MULTIPLE_CHOICE ? labels.size() : 1;
    this.columns = columns;
    this.passages = passages;
    this.selected = selected;
  }

  /**
   * How large a data set may be.
   *
   * @param maxLength most tokens of a row, special tokens included; longer texts are cut
   * @param maxTokens most tokens of all rows
   * @param vocabulary ready ids are below it
   * @param segments ready segments are below it
   * @param stride tokens that two windows of a question's context share
   */
  public record Bounds(int maxLength, int maxTokens, int vocabulary, int segments, int stride) {
    /** A gigabyte of token ids. */
    public static final int MAX_TOKENS = 1 << 28;

    /** With windows that share half of themselves. */
    public static Bounds of(int maxLength, int vocabulary, int segments) {
      return new Bounds(maxLength, MAX_TOKENS, vocabulary, segments, maxLength / 2);
    }

    public Bounds withStride(int chosen) {
      return new Bounds(maxLength, maxTokens, vocabulary, segments, chosen);
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
   * Reads and tokenizes what is left of a table.
   *
   * @throws GraftException {@link ErrorCode#INVALID_FILE} with the first 20 faulty rows by line, or
   *     if no row has a label; {@link ErrorCode#TOO_LARGE} beyond the bounds
   */
  public static Dataset read(
      Table table, ColumnMapping mapping, Labels labels, Tokenization tokenization, Bounds bounds) {
    return read(table, mapping, labels, tokenization, bounds, Extent.ALL);
  }

  /** The same with the first rows of a table only. */
  public static Dataset read(
      Table table,
      ColumnMapping mapping,
      Labels labels,
      Tokenization tokenization,
      Bounds bounds,
      Extent extent) {
    ExampleReader reader = new ExampleReader(mapping, labels, bounds);
    ExampleEncoder encoder =
        new ExampleEncoder(
            mapping.task(), labels, tokenization, bounds.maxLength(), bounds.stride());
    Columns columns = new Columns();
    Faults faults = new Faults();
    Part part = new Part(table, extent);
    while (part.hasNext() && faults.all().size() < MOST_FAULTS) {
      columns.add(chunk(part, reader, faults), encoder);
      columns.refuseBeyond(bounds);
    }
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    requireLabel(mapping, columns.targets);
    int[] all = IntStream.range(0, columns.targets.size()).toArray();
    return new Dataset(mapping, labels, columns, columns.passages(), all);
  }

  /** Without any the loss would be 0, whatever the model says. */
  private static void requireLabel(ColumnMapping mapping, IntRows targets) {
    boolean isLabelled =
        IntStream.range(0, targets.size())
            .anyMatch(row -> RowCheck.hasLabel(mapping.task(), targets.row(row)));
    if (!isLabelled) {
      throw new GraftException(
          ErrorCode.INVALID_FILE, new Fault("", "invalid_file", RowCheck.nothingToLearn(mapping)));
    }
  }

  /** Rows of the file. */
  public int rows() {
    return (int) Arrays.stream(selected).map(columns.rowOf::get).distinct().count();
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
    return columns.rowOf.get(selected[item]);
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

  /** Tokens of all rows, special tokens and those that a decoder writes included. */
  public long tokens() {
    return Arrays.stream(readLengths()).asLongStream().sum()
        + Arrays.stream(writtenLengths()).asLongStream().sum();
  }

  /** Tokens of each item, on the side that has more where a decoder writes behind an encoder. */
  public int[] lengths() {
    int[] lengths = readLengths();
    int[] written = writtenLengths();
    Arrays.setAll(lengths, i -> Math.max(lengths[i], written[i]));
    return lengths;
  }

  /** Tokens that are read of each item. */
  public int[] readLengths() {
    return Arrays.stream(selected)
        .map(row -> sequences(row).map(columns.ids::length).sum())
        .toArray();
  }

  /** Tokens that a decoder behind an encoder writes of each item; 0 where there is none. */
  public int[] writtenLengths() {
    boolean isWritten = task() == TaskType.SEQ2SEQ_LM;
    return Arrays.stream(selected)
        .map(row -> isWritten ? columns.targets.length(row) : 0)
        .toArray();
  }

  /** What of the whole file's rows was cut to fit. */
  public Cuts cuts() {
    return columns.cuts;
  }

  /** Some of the rows with all their windows, sharing memory with this one. */
  public Dataset select(int[] rows) {
    Map<Integer, List<Integer>> items = new LinkedHashMap<>();
    for (int item : selected) {
      items.computeIfAbsent(columns.rowOf.get(item), _ -> new ArrayList<>()).add(item);
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
   * the questions whose answer no window holds.
   *
   * @throws GraftException {@link ErrorCode#INVALID_FILE} if none is left
   */
  public Dataset unmeasured() {
    boolean isText = !passages.isEmpty();
    int[] known =
        Arrays.stream(selected)
            .filter(item -> !isText || RowCheck.hasLabel(task(), columns.targets.row(item)))
            .toArray();
    if (known.length == 0) {
      throw new GraftException(
          ErrorCode.INVALID_FILE, new Fault("", "invalid_file", RowCheck.nothingToLearn(mapping)));
    }
    return new Dataset(mapping, labels, columns, List.of(), known);
  }

  /** Puts items side by side. */
  public Batch batch(int[] rows, Padding padding) {
    int[][] ids = sequences(columns.ids, rows);
    int length = padding.length(Batch.longest(ids));
    int[][] expected =
        Arrays.stream(rows)
            .mapToObj(row -> columns.targets.row(selected[row]))
            .toArray(int[][]::new);
    Targets targets = TargetCollation.of(task(), expected, labels.size(), length, padding);
    Batch batch =
        Batch.of(ids, sequences(columns.typeIds, rows), withPassages(targets, rows), padding);
    Batch told =
        mapping.has(Field.DECODER_INPUT_IDS)
            ? batch.with(Batch.Decoded.of(sequences(columns.decoded, rows), padding))
            : batch;
    return isReady() ? told.withMasks(sequences(columns.masks, rows)) : told;
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
  public List<Batch> batches(EpochOrder order, int epoch, Padding padding) {
    return batches(order, epoch, rows -> batch(rows, padding));
  }

  /** The same with tokens to guess, other ones in each epoch. */
  public List<Batch> masked(EpochOrder order, int epoch, Padding padding, Masking masking) {
    return batches(order, epoch, rows -> masking.apply(batch(rows, padding), rows, epoch));
  }

  private List<Batch> batches(EpochOrder order, int epoch, Function<int[], Batch> maker) {
    List<int[]> rows = order.batches(lengths(), epoch);
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

  private int[][] sequences(IntRows column, int[] rows) {
    return Arrays.stream(rows)
        .flatMap(row -> sequences(selected[row]))
        .mapToObj(column::row)
        .toArray(int[][]::new);
  }

  private IntStream sequences(int row) {
    return IntStream.range(row * stride, (row + 1) * stride);
  }

  /** The first rows of a table. */
  private static final class Part {
    private final Table table;
    private final Extent extent;
    private long rows;
    private long characters;

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
      row.values()
          .values()
          .forEach(cell -> characters += cell instanceof String s ? s.length() : 1);
      return row;
    }
  }

  private static List<Example> chunk(Part table, ExampleReader reader, Faults faults) {
    List<Example> examples = new ArrayList<>(CHUNK);
    while (examples.size() < CHUNK && table.hasNext() && faults.all().size() < MOST_FAULTS) {
      Row row = table.next();
      reader.read(row, faults).ifPresent(examples::add);
    }
    return examples;
  }

  /** The rows of a whole file. */
  private static final class Columns {
    final IntRows ids = new IntRows();

    /** Empty where all are 0. */
    final IntRows typeIds = new IntRows();

    /** Of ready ids only. */
    final IntRows masks = new IntRows();

    /** Of ready ids that say what a decoder reads. */
    final IntRows decoded = new IntRows();

    final IntRows targets = new IntRows();

    /** The row of the file that each item is of. */
    final List<Integer> rowOf = new ArrayList<>();

    private List<Targets.Passage> read = new ArrayList<>();
    private int rows;
    Cuts cuts = Cuts.NONE;

    /** What questions are asked of; handed over, as not everybody needs it. */
    List<Targets.Passage> passages() {
      List<Targets.Passage> passages = read;
      read = new ArrayList<>();
      return passages;
    }

    void add(List<Example> examples, ExampleEncoder encoder) {
      List<ExampleEncoder.Tokens> tokens = encoder.tokens(examples);
      for (int i = 0; i < examples.size(); i++) {
        add(examples.get(i), tokens.get(i), encoder);
      }
    }

    private void add(Example example, ExampleEncoder.Tokens tokens, ExampleEncoder encoder) {
      List<Encoded> inputs = tokens.inputs();
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

    private void add(Encoded input) {
      boolean isOneSegment = Arrays.stream(input.typeIds()).allMatch(type -> type == 0);
      ids.add(input.ids());
      typeIds.add(isOneSegment ? new int[0] : input.typeIds());
    }

    void refuseBeyond(Bounds bounds) {
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
  }
}
