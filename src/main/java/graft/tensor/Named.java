package graft.tensor;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * A list argument of a scripted operation: the bridge makes one list of the arrays that share a
 * name with the ending {@code []}. Names are set for the call only; the arrays must belong to the
 * calling thread's job.
 */
record Named(String name, List<NDArray> arrays) {
  /** Calls an operation with lists first and single tensors last. */
  static NDArray call(String operation, List<Named> lists, NDArray... singles) {
    List<NDArray> arguments = new ArrayList<>();
    lists.forEach(list -> list.arrays().forEach(array -> arguments.add(list.named(array))));
    List<NDArray> named = List.copyOf(arguments);
    arguments.addAll(List.of(singles));
    try {
      return Ops.call(operation, arguments.toArray(NDArray[]::new));
    } finally {
      named.forEach(array -> array.setName(null));
    }
  }

  private NDArray named(NDArray array) {
    array.setName(name);
    return array;
  }
}
