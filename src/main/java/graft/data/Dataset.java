package graft.data;

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
import java.util.List;
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
   */
  public record Bounds(int maxLength, int maxTokens, int vocabulary, int segments) {
    /** A gigabyte of token ids. */
    public static final int MAX_TOKENS = 1 << 28;

    public static Bounds of(int maxLength, int vocabulary, int segments) {
      return new Bounds(maxLength, MAX_TOKENS, vocabulary, segments);
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
        new ExampleEncoder(mapping.task(), labels, tokenization, bounds.maxLength());
    Columns columns = new Columns();
    Faults faults = new Faults();
    Part part = new Part(table, extent);
    while (part.hasNext() && faults.all().size() < MOST_FAULTS) {
      columns.add(chunk(part, reader, faults), encoder);
      columns.refuseBeyond(bounds);
    }
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    requireLabel(mapping.task(), columns.targets);
    int[] all = IntStream.range(0, columns.targets.size()).toArray();
    return new Dataset(mapping, labels, columns, columns.passages(), all);
  }

  /** Without any the loss would be 0, whatever the model says. */
  private static void requireLabel(TaskType task, IntRows targets) {
    boolean isLabelled =
        IntStream.range(0, targets.size())
            .anyMatch(row -> RowCheck.hasLabel(task, targets.row(row)));
    if (!isLabelled) {
      throw new GraftException(
          ErrorCode.INVALID_FILE, new Fault("", "invalid_file", RowCheck.NO_LABEL));
    }
  }

  public int rows() {
    return selected.length;
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

  /** Tokens of all rows, special tokens included. */
  public long tokens() {
    return Arrays.stream(lengths()).asLongStream().sum();
  }

  /** Tokens of each row. */
  public int[] lengths() {
    return Arrays.stream(selected)
        .map(row -> sequences(row).map(columns.ids::length).sum())
        .toArray();
  }

  /** Rows of the whole file that were cut to fit. */
  public int cutRows() {
    return columns.cut;
  }

  /** Some of the rows, sharing memory with this one. */
  public Dataset select(int[] rows) {
    int[] chosen = Arrays.stream(rows).map(row -> selected[row]).toArray();
    return new Dataset(mapping, labels, columns, passages, chosen);
  }

  /** The same rows without the texts that answers are measured by, for training alone. */
  public Dataset unmeasured() {
    return new Dataset(mapping, labels, columns, List.of(), selected);
  }

  /** Puts rows side by side. */
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
    return isReady() ? batch.withMasks(sequences(columns.masks, rows)) : batch;
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

    final IntRows targets = new IntRows();
    private List<Targets.Passage> read = new ArrayList<>();
    int cut;

    /** What questions are asked of; handed over, as not everybody needs it. */
    List<Targets.Passage> passages() {
      List<Targets.Passage> passages = read;
      read = new ArrayList<>();
      return passages;
    }

    void add(List<Example> examples, ExampleEncoder encoder) {
      List<Encoded> inputs = encoder.inputs(examples);
      inputs.forEach(this::add);
      for (int i = 0; i < examples.size(); i++) {
        Encoded first = inputs.get(i * (inputs.size() / examples.size()));
        ExampleEncoder.ready(examples.get(i)).forEach(ready -> masks.add(ready.mask()));
        targets.add(encoder.target(examples.get(i), first));
        ExampleEncoder.passage(examples.get(i), first).ifPresent(read::add);
      }
    }

    private void add(Encoded input) {
      boolean isOneSegment = Arrays.stream(input.typeIds()).allMatch(type -> type == 0);
      ids.add(input.ids());
      typeIds.add(isOneSegment ? new int[0] : input.typeIds());
      cut += input.isCut() ? 1 : 0;
    }

    void refuseBeyond(Bounds bounds) {
      if (ids.total() > bounds.maxTokens()) {
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
