package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * The gradients of some parameters, and which of them the losses since the last {@link #clear} have
 * depended on: the engine cannot drop a gradient, and a zero does not tell whether one was there.
 */
public final class ParameterGradients {
  private static final long NEVER = -1;

  private final List<NDArray> values;

  /** The version of each gradient when it was cleared. */
  private final long[] cleared;

  public ParameterGradients(List<Parameter> parameters) {
    values = parameters.stream().map(Parameter::value).toList();
    cleared = new long[values.size()];
    Arrays.fill(cleared, NEVER);
  }

  /**
   * A gradient that is there.
   *
   * @param place of its parameter among all
   */
  record Reached(int place, NDArray gradient) {}

  /** Those that losses have depended on, in the parameters' order. */
  List<Reached> reached() {
    List<Reached> now = new ArrayList<>();
    forEach(
        ever(),
        (some, version) -> {
          if (version != cleared[some.place()]) {
            now.add(some);
          }
        });
    return now;
  }

  /** Sets all to zero: no loss has depended on them. */
  public void clear() {
    List<Reached> ever = ever();
    if (!ever.isEmpty()) {
      Gradients.off(() -> Gradients.clear(ever.stream().map(Reached::gradient).toList()));
      forEach(ever, (some, version) -> cleared[some.place()] = version);
    }
  }

  /**
   * Adds what losses have left here to the gradients of other parameters, in the same places, as if
   * the losses had depended on those; and clears it.
   *
   * @param manager on whose device they are
   */
  public void moveTo(List<Parameter> others, NDManager manager) {
    List<Reached> now = reached();
    if (now.isEmpty()) {
      return;
    }
    try (Scope scope = new Scope()) {
      // The gradient of Σ value · g is g: the engine has no other way to make one.
      NDArray sum =
          Gradients.recorded(() ->
              Ops.call(
                  "inner",
                  List.of(
                      now.stream().map(some -> others.get(some.place()).value()).toList(),
                      now.stream().map(Reached::gradient).toList()),
                  manager.zeros(new Shape())));
      Gradients.backward(sum);
    }
    clear();
  }

  private List<Reached> ever() {
    List<Reached> ever = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      int place = i;
      Gradients.of(values.get(i)).ifPresent(gradient -> ever.add(new Reached(place, gradient)));
    }
    return ever;
  }

  private static void forEach(List<Reached> ever, ObjLongConsumer<Reached> action) {
    if (ever.isEmpty()) {
      return;
    }
    long[] versions = Gradients.versions(ever.stream().map(Reached::gradient).toList());
    for (int i = 0; i < versions.length; i++) {
      action.accept(ever.get(i), versions[i]);
    }
  }
}
