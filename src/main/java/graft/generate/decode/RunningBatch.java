package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.generate.Choice;
import graft.model.Inputs;
import graft.site.AttentionSite;
import graft.site.cache.KeyValueCache;
import graft.tensor.HostMemory;
import graft.tensor.KeyValueStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Rows that get their next token in the same step. Owns what it keeps of them; their requests
 * belong to the engine.
 */
final class RunningBatch implements KeyValueCache, AutoCloseable {
  private final Kept kept;
  private final RunningText text;
  private final Optional<Memory> memory;
  private final List<Sequence> rows = new ArrayList<>();
  private int longest;

  /**
   * @param columns tokens of a row that there is room for at first
   */
  RunningBatch(Kept kept, int rows, int columns) {
    this.kept = kept;
    text = new RunningText(kept, rows, columns);
    memory = kept.memory().map(_ -> new Memory(kept, rows, 1));
    memory.ifPresent(Memory::fill);
  }

  int rows() {
    return rows.size();
  }

  /** Tokens of each row, padding included, that are kept. */
  int columns() {
    return text.used();
  }

  /** Takes a row over that was read apart. */
  void join(Sequence sequence, PromptCache prompt, int row) {
    sequence.place = rows.size();
    text.put(sequence.place, prompt, row, sequence.length() - 1);
    memory.ifPresent(own -> own.put(sequence.place, prompt.memory().orElseThrow(), row));
    rows.add(sequence);
  }

  /**
   * Reads the last token of every row.
   *
   * @param toCome the most tokens that any row may still get
   * @param longest positions that there may be
   * @return the logits of each row, by its place
   */
  List<float[]> step(int toCome, int longest) {
    this.longest = longest;
    text.makeRoom(toCome);
    long[] last = rows.stream().mapToLong(Sequence::last).toArray();
    NDArray ids = kept.manager().create(last, new Shape(rows.size(), 1));
    Decoder decoder = kept.decoder();
    float[] logits =
        HostMemory.floats(decoder.logits(new Inputs.Next(ids), decoder.pass().behind(this)));
    text.advance();
    return split(logits, rows.size());
  }

  static List<float[]> split(float[] logits, int rows) {
    int each = logits.length / rows;
    return IntStream.range(0, rows)
        .mapToObj(row -> Arrays.copyOfRange(logits, row * each, (row + 1) * each))
        .toList();
  }

  /** Goes on with the rows of a request that its search chose. */
  void grow(Running request, Choice choice) {
    List<Sequence> parents = request.rows();
    boolean[] isTaken = new boolean[parents.size()];
    for (int parent : choice.parents()) {
      isTaken[parent] = true;
    }
    Deque<Integer> free = new ArrayDeque<>();
    for (int i = 0; i < isTaken.length; i++) {
      if (!isTaken[i]) {
        free.add(parents.get(i).place);
      }
    }
    List<Sequence> children = new ArrayList<>();
    for (int parent : choice.parents()) {
      Sequence own = parents.get(parent);
      children.add(isTaken[parent] ? own : copy(own, free));
      isTaken[parent] = false;
    }
    request.grow(children, choice);
    remove(free);
  }

  /** A second child, in the place of a row that ended, or behind the last. */
  private Sequence copy(Sequence parent, Deque<Integer> free) {
    Sequence child = parent.copy();
    child.place = free.isEmpty() ? rows.size() : free.remove();
    text.copy(child.place, parent.place);
    memory.ifPresent(own -> own.copy(child.place, parent.place));
    if (child.place < rows.size()) {
      rows.set(child.place, child);
    } else {
      rows.add(child);
    }
    return child;
  }

  /** Takes the rows of a request out. */
  void remove(Running request) {
    remove(new ArrayDeque<>(request.rows().stream().map(row -> row.place).toList()));
  }

  /** Forgets numbers that rows may have left behind which were not finite. */
  void clean() {
    text.clean();
  }

  /** Moves the last row into each place that is free. */
  private void remove(Deque<Integer> places) {
    places.stream()
        .sorted((a, b) -> b - a)
        .forEach(place -> {
          int last = rows.size() - 1;
          if (place < last) {
            text.copy(place, last);
            memory.ifPresent(own -> own.copy(place, last));
            rows.set(place, rows.get(last));
            rows.get(place).place = place;
          }
          rows.removeLast();
          text.removeLast();
          memory.ifPresent(Memory::removeLast);
        });
  }

  @Override
  public NDArray positions() {
    long[] positions =
        rows.stream().mapToLong(row -> kept.decoder().shift() + row.length() - 1).toArray();
    return kept.manager().create(positions, new Shape(positions.length, 1));
  }

  @Override
  public int length() {
    return kept.decoder().shift() + rows.getFirst().length();
  }

  @Override
  public int longest() {
    return longest;
  }

  @Override
  public NDArray lasting(Object owner, long which, Supplier<NDArray> computation) {
    return kept.lasting(owner, which, computation);
  }

  @Override
  public int before(AttentionSite site) {
    return kept.text().before(site);
  }

  @Override
  public NDArray attend(AttentionSite site, KeyValueStore.Next next, Manner manner) {
    return text.attend(site, next, manner);
  }

  @Override
  public boolean hasMemory() {
    return true;
  }

  @Override
  public void keepMemory(AttentionSite site, NDArray key, NDArray value) {
    throw new IllegalStateException("what the encoder made is there");
  }

  @Override
  public NDArray attendMemory(AttentionSite site, NDArray query, double scale) {
    return memory.orElseThrow().attend(site, query, scale);
  }

  @Override
  public void close() {
    text.close();
    memory.ifPresent(Memory::close);
  }
}
