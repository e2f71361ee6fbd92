package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.tensor.random.CounterRandom;

/**
 * What of a tensor survives dropout, computed where the tensor is: the very elements that {@link
 * Masks} finds on the host, from the same counters. For cards, to which a mask of the host would
 * have to be copied, at one byte and more an element. Integers of 64 bits wrap around there as they
 * do in Java; what a shift to the right brings in from the sign is masked out.
 */
final class DeviceMasks {
  private DeviceMasks() {}

  /**
   * Which elements survive: each 64 bits of the stream decide on four of them, the lowest 16 first.
   *
   * @param like a tensor on the device
   * @param start the first element's place in the stream
   * @param dropped of 65536, how many values of 16 bits mean that an element is dropped
   * @return booleans of this shape
   */
  static NDArray survivors(
      NDArray like, Shape shape, long start, int dropped, CounterRandom random) {
    return Ops.call("survivors", like, Ops.numbers(random.key(), start, shape.size(), dropped))
        .reshape(shape);
  }
}
