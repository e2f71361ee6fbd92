package graft.recipe.saved;

import graft.adapter.PublishedNames;
import graft.format.FileFaults;
import graft.format.Tensor;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
    List<Tensor> all =
        saved.entrySet().stream().map(one -> one.getValue().named(one.getKey())).toList();
    Map<String, Tensor> left = new TreeMap<>();
    SharedCopies.folded(all, parameters, names).forEach(one -> left.put(one.name(), one));
    tied.forEach(name -> left.remove(names.of(name)));
    for (Parameter parameter : parameters.all()) {
      String name = names.of(parameter.name());
      Tensor tensor = left.remove(name);
      if (tensor == null) {
        faults.add("missing_tensor", "tensor " + name + " is missing");
      } else if (isFit(tensor, name, parameter)) {
        set(parameter, tensor, name, parameters);
      }
    }
    left.keySet()
        .forEach(name ->
            faults.add("unexpected_tensor", "tensor " + name + " has no place in such an adapter"));
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
