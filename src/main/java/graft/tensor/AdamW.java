package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * AdamW (Loshchilov and Hutter 2019) with betas 0.9 and 0.999 and epsilon 1e-8, as libtorch's fused
 * kernel computes it. A parameter that no loss of a step depends on is left alone in that step, its
 * moments too, as in torch, which drops gradients: so a step depends on the parameters, the moments
 * and the losses alone, whatever came before. Owns the moments: float32, of the parameters' shapes,
 * in the manager that it was made with.
 */
public final class AdamW {
  private final List<Slot> slots;
  private final ParameterGradients gradients;

  /** How a step moves a tensor: the rate, and the share of it that decays. */
  public record Pace(double learningRate, double weightDecay) {}

  /** The state of one parameter; {@code step} is a 0-d float32 tensor. */
  public record Slot(
      Parameter parameter, NDArray firstMoment, NDArray secondMoment, NDArray step) {}

  /** A parameter that some loss has depended on. */
  private record Reached(Slot slot, NDArray gradient) {}

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
    gradients = new ParameterGradients(parameters);
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
    List<Reached> now =
        gradients.reached().stream()
            .map(some -> new Reached(slots.get(some.place()), some.gradient()))
            .toList();
    if (!now.isEmpty()) {
      Gradients.off(() -> update(now, paces, maxNorm, afterwards));
    }
    gradients.clear();
  }

  /** Drops the gradients at hand, as if no loss had been: for a step that broke off. */
  public void forget() {
    gradients.clear();
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
    return gradients.getFirst();
  }

  private static void update(List<Reached> now, Pace pace) {
    List<NDArray> gradients = now.stream().map(Reached::gradient).toList();
    Ops.call(
        "adamw",
        List.of(
            ofSlots(now, slot -> slot.parameter().value()),
            gradients,
            ofSlots(now, Slot::firstMoment),
            ofSlots(now, Slot::secondMoment),
            ofSlots(now, Slot::step)),
        Ops.number(pace.learningRate()),
        Ops.number(pace.weightDecay()));
  }

  private static List<NDArray> ofSlots(List<Reached> now, Function<Slot, NDArray> of) {
    return now.stream().map(Reached::slot).map(of).toList();
  }
}
