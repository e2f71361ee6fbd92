package graft.format;

import java.io.OutputStream;

/** A named array that can be written to a file, wherever its bytes come from. */
public sealed interface WritableTensor permits Tensor, MadeTensor {
  String name();

  DType dtype();

  /** Sizes, outermost first. */
  long[] shape();

  /** Bytes of all elements. */
  default long bytes() {
    return Math.multiplyExact(Tensor.elements(shape()), dtype().bytes());
  }

  /** The same under another name. */
  WritableTensor named(String other);

  /** Writes the bytes, however many they are. */
  void writeTo(OutputStream out);
}
