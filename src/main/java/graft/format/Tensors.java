package graft.format;

import java.lang.foreign.Arena;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The tensors of an opened file, or set of files, by name. Owns the memory that they lie in: who
 * opened it closes it, and no tensor may be used afterwards. May be read by several threads.
 */
public final class Tensors implements AutoCloseable {
  private final FileContext origin;
  private final Arena arena;
  private final SortedMap<String, Tensor> byName;

  private Tensors(FileContext origin, Arena arena, Map<String, Tensor> byName) {
    this.origin = origin;
    this.arena = arena;
    this.byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /**
   * Runs a reader with a new arena. The arena becomes the result's, and is closed at once if the
   * reader refuses the file.
   */
  @SuppressWarnings("MustBeClosedChecker") // the result closes it
  public static Tensors read(FileContext origin, Function<Arena, Map<String, Tensor>> reader) {
    Arena arena = Arena.ofShared();
    boolean isRead = false;
    try {
      Tensors tensors = new Tensors(origin, arena, reader.apply(arena));
      isRead = true;
      return tensors;
    } finally {
      if (!isRead) {
        arena.close();
      }
    }
  }

  /** All names, in sorted order. */
  public Set<String> names() {
    return byName.keySet();
  }

  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /**
   * The tensor of this name.
   *
   * @throws graft.spec.GraftException if there is none
   */
  public Tensor get(String name) {
    return find(name).orElseThrow(() -> origin.fault(name, "is missing"));
  }

  public Optional<Tensor> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Collection<Tensor> all() {
    return byName.values();
  }

  /** Sorted by name; unmodifiable. */
  public SortedMap<String, Tensor> asMap() {
    return byName;
  }

  /** Elements of all tensors together. */
  public long elements() {
    return byName.values().stream().mapToLong(Tensor::elements).sum();
  }

  /** Frees the memory and unmaps the files. */
  @Override
  public void close() {
    arena.close();
  }
}
