package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019) with betas 0.9 and 0.999 and epsilon 1e-8, as libtorch's fused
 * kernel computes it. A parameter that never had a gradient is left alone. Owns the moments:
 * float32, of the parameters' shapes, in the manager that it was made with.
 */
public final class AdamW {
  private final List<Slot> slots;

  /** The state of one parameter; {@code step} is a 0-d float32 tensor. */
  public record Slot(
      Parameter parameter, NDArray firstMoment, NDArray secondMoment, NDArray step) {}

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
  }

  /** The state, in the parameters' order. */
  public List<Slot> slots() {
    return slots;
  }

  /**
   * Takes one step with the gradients at hand, and clears them.
   *
   * @param maxNorm total norm to which gradients are clipped; 0 for no clipping
   */
  public void step(double learningRate, double weightDecay, double maxNorm) {
    List<Slot> active = new ArrayList<>();
    List<NDArray> gradients = new ArrayList<>();
    for (Slot slot : slots) {
      Gradients.of(slot.parameter().value())
          .ifPresent(gradient -> {
            active.add(slot);
            gradients.add(gradient);
          });
    }
    if (active.isEmpty()) {
      return;
    }
    Gradients.off(() -> {
      if (maxNorm > 0) {
        Gradients.clip(gradients, maxNorm);
      }
      return update(active, gradients, learningRate, weightDecay);
    });
    active.forEach(slot -> slot.parameter().clearGradient());
  }

  private static NDArray update(
      List<Slot> slots, List<NDArray> gradients, double learningRate, double weightDecay) {
    NDArray like = gradients.getFirst();
    return Named.call(
        "adamw",
        List.of(
            new Named("values[]", slots.stream().map(slot -> slot.parameter().value()).toList()),
            new Named("gradients[]", gradients),
            new Named("first[]", slots.stream().map(Slot::firstMoment).toList()),
            new Named("second[]", slots.stream().map(Slot::secondMoment).toList()),
            new Named("steps[]", slots.stream().map(Slot::step).toList())),
        Ops.scalar(like, learningRate),
        Ops.scalar(like, weightDecay));
  }
}
