package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;

/**
 * AdamW (Loshchilov and Hutter 2019) with betas 0.9 and 0.999 and epsilon 1e-8, as libtorch's fused
 * kernel computes it. A parameter that no loss of a step depends on is left alone in that step, its
 * moments too, as in torch, which drops gradients: so a step depends on the parameters, the moments
 * and the losses alone, whatever came before. Owns the moments: float32, of the parameters' shapes,
 * in the manager that it was made with.
 */
public final class AdamW {
  private static final long NEVER = -1;

  private final List<Slot> slots;

  /** The version of each gradient when it was cleared. */
  private final long[] cleared;

  /** How a step moves a tensor: the rate, and the share of it that decays. */
  public record Pace(double learningRate, double weightDecay) {}

  /** The state of one parameter; {@code step} is a 0-d float32 tensor. */
  public record Slot(
      Parameter parameter, NDArray firstMoment, NDArray secondMoment, NDArray step) {}

  /** A parameter that some loss has depended on, by its place among the slots. */
  private record Reached(int place, Slot slot, NDArray gradient) {}

  /** Makes moments of zero; must be called outside of any {@link Scope}. */
  public AdamW(List<Parameter> parameters, NDManager manager) {
    slots =
        parameters.stream()
            .map(parameter -> {
              Shape shape = parameter.value().getShape();
              return new Slot(
                  parameter,
                  manager.zeros(shape),
                  manager.zeros(shape),
                  manager.zeros(new Shape()));
            })
            .toList();
    cleared = new long[slots.size()];
    Arrays.fill(cleared, NEVER);
  }

  /** The state, in the parameters' order. */
  public List<Slot> slots() {
    return slots;
  }

  /** Takes one step in which all tensors move alike. */
  public void step(double learningRate, double weightDecay, double maxNorm) {
    step(_ -> new Pace(learningRate, weightDecay), maxNorm, () -> {});
  }

  /**
   * Takes one step with the gradients at hand, and clears them.
   *
   * @param paces of the tensors: those of one pace are updated together
   * @param maxNorm total norm to which gradients are clipped; 0 for no clipping
   * @param afterwards runs between the update and the clearing, with gradients off
   */
  public void step(Function<Parameter, Pace> paces, double maxNorm, Runnable afterwards) {
    List<Reached> ever = ever();
    if (ever.isEmpty()) {
      return;
    }
    List<Reached> now = new ArrayList<>();
    forEach(
        ever,
        (reached, version) -> {
          if (version != cleared[reached.place()]) {
            now.add(reached);
          }
        });
    if (!now.isEmpty()) {
      Gradients.off(() -> update(now, paces, maxNorm, afterwards));
    }
    forEach(ever, (reached, version) -> cleared[reached.place()] = version);
  }

  /** Drops the gradients at hand, as if no loss had been: for a step that broke off. */
  public void forget() {
    List<Reached> ever = ever();
    if (!ever.isEmpty()) {
      Gradients.off(() -> Gradients.clear(ever.stream().map(Reached::gradient).toList()));
      forEach(ever, (reached, version) -> cleared[reached.place()] = version);
    }
  }

  private List<Reached> ever() {
    List<Reached> ever = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      int place = i;
      Gradients.of(slot.parameter().value())
          .ifPresent(gradient -> ever.add(new Reached(place, slot, gradient)));
    }
    return ever;
  }

  private static void forEach(List<Reached> ever, ObjLongConsumer<Reached> action) {
    long[] versions = Gradients.versions(ever.stream().map(Reached::gradient).toList());
    for (int i = 0; i < versions.length; i++) {
      action.accept(ever.get(i), versions[i]);
    }
  }

  private static NDArray update(
      List<Reached> now, Function<Parameter, Pace> paces, double maxNorm, Runnable afterwards) {
    List<NDArray> gradients = now.stream().map(Reached::gradient).toList();
    if (maxNorm > 0) {
      Gradients.clip(gradients, maxNorm);
    }
    now.stream()
        .collect(Collectors.groupingBy(reached -> paces.apply(reached.slot().parameter())))
        .forEach((pace, some) -> update(some, pace));
    afterwards.run();
    return Gradients.clear(gradients);
  }

  private static void update(List<Reached> now, Pace pace) {
    List<NDArray> gradients = now.stream().map(Reached::gradient).toList();
    Named.call(
        "adamw",
        List.of(
            named("values[]", now, slot -> slot.parameter().value()),
            new Named("gradients[]", gradients),
            named("first[]", now, Slot::firstMoment),
            named("second[]", now, Slot::secondMoment),
            named("steps[]", now, Slot::step)),
        Ops.number(pace.learningRate()),
        Ops.number(pace.weightDecay()));
  }

  private static Named named(String name, List<Reached> now, Function<Slot, NDArray> of) {
    return new Named(name, now.stream().map(Reached::slot).map(of).toList());
  }
}
