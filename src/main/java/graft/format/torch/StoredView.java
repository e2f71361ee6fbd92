package graft.format.torch;

import graft.format.FileContext;
import graft.format.Tensor;
import graft.format.torch.Pickled.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A named view on a storage's bytes, and the tensor that it shows. */
record StoredView(String name, View view, MemorySegment storage, FileContext origin) {
  /**
   * Checks that the view lies inside its storage, and that its size can be computed.
   *
   * @throws graft.spec.GraftException if it does not
   */
  void check() {
    try {
      if (bytes() > 0) {
        long last = view.offset();
        for (int i = 0; i < view.shape().size(); i++) {
          long steps = view.shape().get(i) - 1;
          last = Math.addExact(last, Math.multiplyExact(steps, view.strides().get(i)));
        }
        if (last >= view.storage().elements()) {
          throw origin.fault(
              name,
              "reaches element %d of a storage of %d".formatted(last, view.storage().elements()));
        }
      }
    } catch (ArithmeticException e) {
      throw origin.fault(name, "has too many elements");
    }
  }

  /** Whether its elements lie one after the other, so that no copy is needed. */
  boolean isContiguous() {
    if (elements() == 0) {
      return true;
    }
    long expected = 1;
    for (int i = view.shape().size() - 1; i >= 0; i--) {
      if (view.shape().get(i) != 1 && view.strides().get(i) != expected) {
        return false;
      }
      expected *= view.shape().get(i);
    }
    return true;
  }

  long bytes() {
    return Math.multiplyExact(elements(), width());
  }

  /** The tensor of a contiguous view: a slice of the storage. */
  Tensor slice() {
    long begin = elements() == 0 ? 0 : view.offset() * width();
    return tensor(storage.asSlice(begin, bytes()));
  }

  /** The tensor of any view, gathered in {@code target}, which has {@link #bytes} bytes. */
  Tensor gather(MemorySegment target) {
    long[] shape = shape();
    long[] index = new long[shape.length];
    for (long to = 0; to < target.byteSize(); to += width()) {
      MemorySegment.copy(storage, position(index) * width(), target, to, width());
      advance(index, shape);
    }
    return tensor(target);
  }

  private long position(long[] index) {
    long position = view.offset();
    for (int i = 0; i < index.length; i++) {
      position += index[i] * view.strides().get(i);
    }
    return position;
  }

  private static void advance(long[] index, long[] shape) {
    for (int i = index.length - 1; i >= 0; i--) {
      if (++index[i] < shape[i]) {
        return;
      }
      index[i] = 0;
    }
  }

  private Tensor tensor(MemorySegment data) {
    return new Tensor(name, view.storage().dtype(), shape(), data);
  }

  private long elements() {
    return Tensor.elements(shape());
  }

  private int width() {
    return view.storage().dtype().bytes();
  }

  private long[] shape() {
    List<Long> shape = view.shape();
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
