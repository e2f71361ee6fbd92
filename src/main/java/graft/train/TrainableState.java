package graft.train;

import ai.djl.ndarray.NDArray;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.tensor.AdamW;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.Scope;
import graft.tensor.change.SelfChange;
import java.util.List;

/** The trained tensors and their moments, copied to and from the host. */
final class TrainableState {
  private final List<Parameter> parameters;
  private final AdamW optimizer;
  private final List<NDArray> remembered;

  TrainableState(
      List<Parameter> parameters, AdamW optimizer, List<? extends SelfChange.Course> changes) {
    this.parameters = parameters;
    this.optimizer = optimizer;
    remembered = changes.stream().flatMap(change -> change.memory().stream()).toList();
  }

  /** The elements of each tensor. */
  List<float[]> values() {
    return parameters.stream().map(parameter -> HostMemory.floats(parameter.value())).toList();
  }

  /** Overwrites each tensor. */
  void set(List<float[]> values) {
    for (int i = 0; i < parameters.size(); i++) {
      write(values.get(i), parameters.get(i).value());
    }
  }

  /**
   * Refuses weights that an overflow in the last update has spoilt: no loss shows that any more.
   */
  void requireFinite() {
    for (Parameter parameter : parameters) {
      for (float value : HostMemory.floats(parameter.value())) {
        if (!Float.isFinite(value)) {
          throw new GraftException(
              ErrorCode.DIVERGED,
              parameter.name() + " holds " + value + " after the last step: " + Divergence.REMEDY);
        }
      }
    }
  }

  List<TrainingState.Tensor> state() {
    return optimizer.slots().stream()
        .map(slot ->
            new TrainingState.Tensor(
                slot.parameter().name(),
                HostMemory.floats(slot.parameter().value()),
                HostMemory.floats(slot.firstMoment()),
                HostMemory.floats(slot.secondMoment()),
                HostMemory.floats(slot.step())[0]))
        .toList();
  }

  /** What is remembered of steps beside moments. */
  List<float[]> memory() {
    return remembered.stream().map(HostMemory::floats).toList();
  }

  /**
   * Overwrites tensors, moments and what is remembered beside them.
   *
   * @throws IllegalArgumentException if names or sizes are not those of this training
   */
  void restore(List<TrainingState.Tensor> state, List<float[]> memory) {
    List<AdamW.Slot> slots = optimizer.slots();
    if (state.size() != slots.size()) {
      throw new IllegalArgumentException(
          "expected %d tensors, found %d".formatted(slots.size(), state.size()));
    }
    for (int i = 0; i < slots.size(); i++) {
      requireFit(slots.get(i).parameter(), state.get(i));
    }
    requireFit(memory);
    for (int i = 0; i < slots.size(); i++) {
      AdamW.Slot slot = slots.get(i);
      TrainingState.Tensor saved = state.get(i);
      write(saved.value(), slot.parameter().value());
      write(saved.firstMoment(), slot.firstMoment());
      write(saved.secondMoment(), slot.secondMoment());
      write(new float[] {saved.updates()}, slot.step());
    }
    for (int i = 0; i < remembered.size(); i++) {
      write(memory.get(i), remembered.get(i));
    }
  }

  private void requireFit(List<float[]> memory) {
    List<Long> expected = remembered.stream().map(NDArray::size).toList();
    List<Long> found = memory.stream().map(values -> (long) values.length).toList();
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "expected to remember tensors of %s elements, found %s".formatted(expected, found));
    }
  }

  private static void requireFit(Parameter parameter, TrainingState.Tensor saved) {
    long size = parameter.value().getShape().size();
    if (!saved.name().equals(parameter.name()) || saved.value().length != size) {
      throw new IllegalArgumentException(
          "expected %s with %d elements, found %s with %d"
              .formatted(parameter.name(), size, saved.name(), saved.value().length));
    }
  }

  private static void write(float[] values, NDArray to) {
    try (Scope scope = new Scope()) {
      NDArray from = to.getManager().create(values, to.getShape());
      Gradients.off(() -> Ops.copy(to, from));
    }
  }
}
