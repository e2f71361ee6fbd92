package graft.recipe.saved;

import graft.adapter.PublishedNames;
import graft.format.FileFaults;
import graft.format.Tensor;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Fills parameters with saved tensors, all of them or none. */
public final class SavedTensors {
  private final FileFaults faults;
  private final PublishedNames names;

  /** Faults are added to {@code faults}, for the caller to throw. */
  public SavedTensors(PublishedNames names, FileFaults faults) {
    this.names = names;
    this.faults = faults;
  }

  /**
   * Sets every parameter from the tensor of its published name. A tensor that is missing, unknown,
   * of another shape, not floating or not finite is a fault.
   *
   * @param tied tensors that may be in the file, and are the base model's
   */
  public void fill(Map<String, Tensor> saved, Parameters parameters, Set<ParameterName> tied) {
    Map<String, Tensor> left = SharedCopies.folded(saved, parameters, names, faults);
    tied.forEach(name -> left.remove(names.of(name)));
    for (Parameter parameter : parameters.all()) {
      String name = names.of(parameter.name());
      Tensor tensor = left.remove(name);
      if (tensor == null && parameter.known().isPresent()) {
        parameters.set(
            parameter, parameter.known().get().get(), parameter.value().getShape().getShape());
      } else if (tensor == null) {
        faults.add("missing_tensor", "tensor " + name + " is missing" + reason(parameter.name()));
      } else if (isFit(tensor, name, parameter)) {
        set(parameter, tensor, name, parameters);
      }
    }
    left.keySet()
        .forEach(name ->
            faults.add("unexpected_tensor", "tensor " + name + " has no place in such an adapter"));
  }

  private static String reason(ParameterName name) {
    return PublishedNames.isShared(name)
        ? ": all layers share it, and version 3 of the reference library does not save it"
        : "";
  }

  private boolean isFit(Tensor tensor, String name, Parameter parameter) {
    long[] expected = parameter.value().getShape().getShape();
    if (!Arrays.equals(expected, tensor.shape())) {
      faults.add(
          "wrong_shape",
          "%s: expected %s, found %s"
              .formatted(name, Arrays.toString(expected), Arrays.toString(tensor.shape())));
      return false;
    }
    if (!tensor.dtype().isFloating()) {
      faults.add("wrong_type", name + ": expected floating numbers, found " + tensor.dtype());
      return false;
    }
    return true;
  }

  private void set(Parameter parameter, Tensor tensor, String name, Parameters parameters) {
    float[] values = tensor.floats();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        faults.add("not_finite", name + ": has a value that is not finite");
        return;
      }
    }
    if (faults.isEmpty()) {
      parameters.set(parameter, values, tensor.shape());
    }
  }
}
