package graft.format.convert.head;

import graft.architecture.NativeHead;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tensors of heads. */
public final class HeadTensors {
  private HeadTensors() {}

  /** The tensors of a native class under the names of AdapterHub's head. */
  public static SortedMap<String, Tensor> flexible(
      NativeHead same, Map<String, Tensor> stored, String head, String prefix) {
    SortedMap<String, Tensor> moved = new TreeMap<>();
    same.names(head, prefix)
        .forEach((to, from) -> {
          Tensor tensor = stored.get(from);
          if (tensor == null) {
            throw FormatRefusal.of("the head has no tensor " + from);
          }
          moved.put(to, tensor.named(to));
        });
    return moved;
  }

  /** How many logits a head of AdapterHub has: rows of its last matrix. */
  public static int outputs(Map<String, Tensor> head) {
    Tensor last = new TreeMap<>(head).lastEntry().getValue();
    if (last.shape().length != 2) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER, "tensor " + last + " of the head is not a matrix");
    }
    return Math.toIntExact(last.shape()[0]);
  }
}
