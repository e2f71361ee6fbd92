package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a thread computes with a backward pass of its own, between pieces that libtorch records.
 *
 * <p>Such a computation begins and ends a piece: its inputs and its output are leaves there, where
 * libtorch leaves the gradients. {@link #unwind} goes through all of them from the last to the
 * first, and each hands its gradients on to what was before. A leaf that is used twice gets both
 * gradients before it is looked at.
 *
 * <p>A leaf has no memory of its own: what is computed with is an alias of it.
 */
final class Tape {
  private static final ThreadLocal<Tape> OF_THREAD = ThreadLocal.withInitial(Tape::new);

  private final Map<NDArray, Leaf> leaves = new IdentityHashMap<>();
  private final Deque<Entry> entries = new ArrayDeque<>();

  private int depth;

  private Tape() {}

  /** The tape of this thread. */
  static Tape get() {
    return OF_THREAD.get();
  }

  /**
   * Begins anew, unless this is inside of another such computation. Of one that breaks off nothing
   * is kept: no other may come on this thread for hours.
   */
  <T> T during(Supplier<T> computation) {
    if (depth == 0) {
      clear();
    }
    depth++;
    boolean isWhole = false;
    try {
      T result = computation.get();
      isWhole = true;
      return result;
    } finally {
      depth--;
      if (!isWhole && depth == 0) {
        clear();
      }
    }
  }

  /** How gradients go back through a computation. */
  @FunctionalInterface
  interface Backward {
    /**
     * The gradients of the inputs, in their order. Runs with gradients off.
     *
     * @param gradient of the output
     * @param kept what the computation had kept
     */
    List<NDArray> of(NDArray gradient, List<NDArray> kept);
  }

  private sealed interface Entry {
    Leaf output();

    /** A piece that libtorch recorded ends, and another begins. */
    record Cut(NDArray root, Leaf output) implements Entry {}

    record Applied(List<Optional<Leaf>> inputs, List<NDArray> kept, Backward backward, Leaf output)
        implements Entry {}
  }

  /**
   * What a computation made.
   *
   * @param kept what the backward pass needs; may be closed by who made it
   */
  record Computed(NDArray result, List<NDArray> kept) {}

  /** The computation's result. */
  NDArray apply(List<NDArray> inputs, Supplier<Computed> forward, Backward backward) {
    if (!Gradients.areRecorded()) {
      return forward.get().result();
    }
    List<Optional<Leaf>> before = inputs.stream().map(this::leaf).toList();
    Computed made = Gradients.off(forward);
    return before.stream().allMatch(Optional::isEmpty)
        ? made.result()
        : push(before, made.kept(), leafOver(made.result()), backward);
  }

  private static Leaf leafOver(NDArray made) {
    return Leaf.of(Libtorch.get().operations().call("leaf", made));
  }

  /**
   * What was computed already.
   *
   * @param kept what the backward pass needs; may be closed by who made it
   * @param made a leaf and its alias, which is returned
   */
  NDArray done(NDArray input, List<NDArray> kept, NDList made, Backward backward) {
    return push(List.of(leaf(input)), kept, Leaf.of(made), backward);
  }

  private NDArray push(
      List<Optional<Leaf>> inputs, List<NDArray> kept, Leaf output, Backward backward) {
    List<NDArray> held = kept.stream().map(Tape::held).toList();
    entries.push(new Entry.Applied(inputs, held, backward, output));
    leaves.put(output.seen(), output);
    return output.seen();
  }

  /** Whether gradients go back from {@code x}, or would if they were recorded. */
  boolean learns(NDArray x) {
    return Gradients.areRecorded() && leaf(x).isPresent();
  }

  /** Where a piece ends that is used several times, so that gradients go back through it once. */
  NDArray cut(NDArray x) {
    return Gradients.areRecorded() ? leaf(x).map(Leaf::seen).orElse(x) : x;
  }

  private Optional<Leaf> leaf(NDArray x) {
    Leaf known = leaves.get(x);
    if (known != null && !known.isReleased()) {
      return Optional.of(known);
    }
    NDList made = Libtorch.get().operations().call("leaf_of", x);
    if (made.size() < 2) {
      return Optional.empty();
    }
    Leaf leaf = Leaf.of(made);
    entries.push(new Entry.Cut(Scope.kept(made.get(2)), leaf));
    leaves.put(x, leaf);
    leaves.put(leaf.seen(), leaf);
    return Optional.of(leaf);
  }

  private static NDArray held(NDArray x) {
    return Scope.kept(Gradients.off(() -> Ops.call("detach", x)));
  }

  /** Hands all gradients back once the last piece has its own, and forgets everything. */
  void unwind(Runnable last) {
    try {
      last.run();
      while (!entries.isEmpty()) {
        Entry entry = entries.peek();
        try (Scope _ = new Scope()) {
          entry.output().gradient().ifPresent(gradient -> handBack(entry, gradient));
        }
        close(entries.pop());
      }
    } finally {
      clear();
    }
  }

  private static void handBack(Entry entry, NDArray gradient) {
    switch (entry) {
      case Entry.Cut(NDArray root, _) ->
          JniUtils.backward((PtNDArray) root, (PtNDArray) gradient, true, false);
      case Entry.Applied applied ->
          Gradients.off(() -> {
            List<NDArray> gradients = applied.backward().of(gradient, applied.kept());
            for (int i = 0; i < applied.inputs().size(); i++) {
              NDArray of = gradients.get(i);
              applied.inputs().get(i).ifPresent(leaf -> leaf.add(of));
            }
            return gradient;
          });
    }
  }

  /** Forgets everything. */
  void clear() {
    entries.forEach(Tape::close);
    entries.clear();
    leaves.clear();
  }

  private static void close(Entry entry) {
    switch (entry) {
      case Entry.Cut(NDArray root, _) -> root.close();
      case Entry.Applied applied -> applied.kept().forEach(NDArray::close);
    }
    entry.output().close();
  }

  /** A tensor where a piece begins, with its gradient so far. */
  private static final class Leaf {
    private final NDArray leaf;
    private final NDArray seen;
    private final List<NDArray> gradient = new ArrayList<>(1);

    private Leaf(NDArray leaf, NDArray seen) {
      this.leaf = leaf;
      this.seen = seen;
    }

    static Leaf of(NDList made) {
      return new Leaf(Scope.kept(made.get(0)), made.get(1));
    }

    /** Whether nothing can be computed with it any more, because its scope is closed. */
    boolean isReleased() {
      return ((PtNDArray) seen).isReleased();
    }

    /** What is computed with. */
    NDArray seen() {
      return seen;
    }

    void add(NDArray more) {
      if (gradient.isEmpty()) {
        gradient.add(Scope.kept(more));
      } else {
        Ops.call("add_in_place", gradient.getFirst(), more);
      }
    }

    /** What was added, and what libtorch left; empty where no loss depends on it. */
    Optional<NDArray> gradient() {
      Optional<NDArray> left = Gradients.of(leaf);
      if (!gradient.isEmpty()) {
        left.ifPresent(this::addOff);
        return Optional.of(gradient.getFirst());
      }
      return left;
    }

    private void addOff(NDArray more) {
      Gradients.off(() -> Ops.call("add_in_place", gradient.getFirst(), more));
    }

    void close() {
      gradient.forEach(NDArray::close);
      leaf.close();
    }
  }
}
