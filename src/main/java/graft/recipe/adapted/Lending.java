package graft.recipe.adapted;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What stays open: by key, opened once, lent to several users at a time. Where all together would
 * weigh more than they may, what nobody uses is closed, the longest unused first. Safe for use by
 * several threads; owns the values.
 */
final class Lending<K, V> implements AutoCloseable {
  private final Consumer<V> closing;
  private final Map<K, Holding<V>> held = new LinkedHashMap<>();
  private long most;
  private int lent;

  /** A value that is open or being opened, with the number of its users. */
  private static final class Holding<V> {
    private final CompletableFuture<V> value = new CompletableFuture<>();
    private final long bytes;
    private int users;

    /** Nobody finds it any more: its last user closes it. */
    private boolean isForgotten;

    private Holding(long bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * @param most bytes of all values; what is in use may exceed it
   */
  Lending(long most, Consumer<V> closing) {
    this.most = most;
    this.closing = closing;
  }

  /**
   * Lends a value, opening it first where it is not open.
   *
   * @param bytes about how much it weighs; asked for before it is opened
   */
  <T> T with(K key, LongSupplier bytes, Supplier<V> opening, Function<V, T> use) {
    Holding<V> holding = take(key, bytes, opening);
    try {
      return use.apply(await(holding));
    } finally {
      requeue(holding);
    }
  }

  /** Closes what the keys stand for, at once or when its last user gives it back. */
  synchronized void forget(Predicate<K> which) {
    Iterator<Map.Entry<K, Holding<V>>> entries = held.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<K, Holding<V>> entry = entries.next();
      if (which.test(entry.getKey())) {
        entries.remove();
        forget(entry.getValue());
      }
    }
  }

  /** The keys of all that is open or being opened. */
  synchronized List<K> keys() {
    return List.copyOf(held.keySet());
  }

  /** Whether anybody uses a value, perhaps one that is forgotten. */
  synchronized boolean isLent() {
    return lent > 0;
  }

  /** The values that are open, whoever uses them. */
  synchronized List<V> open() {
    return held.values().stream().flatMap(holding -> value(holding).stream()).toList();
  }

  private Holding<V> take(K key, LongSupplier bytes, Supplier<V> opening) {
    Holding<V> holding;
    boolean isNew;
    synchronized (this) {
      // Put in again, it is the last one in the order of use.
      holding = held.remove(key);
      isNew = holding == null;
      if (holding == null) {
        holding = new Holding<>(bytes.getAsLong());
        makeRoom(holding.bytes);
      }
      held.put(key, holding);
      holding.users++;
      lent++;
    }
    if (isNew) {
      open(key, holding, opening);
    }
    return holding;
  }

  private void open(K key, Holding<V> holding, Supplier<V> opening) {
    try {
      holding.value.complete(opening.get());
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        held.remove(key, holding);
      }
      holding.value.completeExceptionally(e);
    }
  }

  private static <V> V await(Holding<V> holding) {
    try {
      return holding.value.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException refused -> throw refused;
        case Error fatal -> throw fatal;
        case null, default -> throw e;
      }
    }
  }

  private synchronized void requeue(Holding<V> holding) {
    holding.users--;
    lent--;
    if (holding.isForgotten) {
      forget(holding);
    }
    makeRoom(0);
  }

  private void makeRoom(long bytes) {
    long weight = bytes + held.values().stream().mapToLong(holding -> holding.bytes).sum();
    Iterator<Holding<V>> oldest = held.values().iterator();
    while (weight > most && oldest.hasNext()) {
      Holding<V> holding = oldest.next();
      if (holding.users == 0) {
        oldest.remove();
        forget(holding);
        weight -= holding.bytes;
      }
    }
  }

  private void forget(Holding<V> holding) {
    holding.isForgotten = true;
    if (holding.users == 0) {
      value(holding).forEach(closing);
    }
  }

  private List<V> value(Holding<V> holding) {
    boolean isOpen = holding.value.isDone() && !holding.value.isCompletedExceptionally();
    return isOpen ? List.of(holding.value.join()) : List.of();
  }

  /** Closes everything; what is still in use, when it is given back. */
  @Override
  public synchronized void close() {
    most = 0;
    forget(_ -> true);
  }
}
