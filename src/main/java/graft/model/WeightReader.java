package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.format.MappedPages;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a model's tensors by their published names, with or without the model's prefix, into one
 * manager. On the processor, tensors that a file has in the wanted precision are views of the
 * mapped file; the others are converted one by one, so that no more than one is there twice.
 */
public final class WeightReader {
  /** In what form tensors are read. */
  public enum Form {
    FLOAT32,
    BFLOAT16,
    /** Zeros that take no memory and are never read from the file. */
    SHAPES
  }

  private final Tensors tensors;
  private final String prefix;
  private final NDManager manager;
  private final Form form;
  private long elements;

  public WeightReader(Tensors tensors, String prefix, NDManager manager, Form form) {
    this.tensors = tensors;
    this.prefix = prefix;
    this.manager = manager;
    this.form = form;
  }

  /** The tensor of this name and shape, in the model's precision. */
  public NDArray read(String name, long... shape) {
    Tensor tensor =
        find(name)
            .orElseThrow(() ->
                new GraftException(
                    ErrorCode.INVALID_MODEL, "the model has no tensor " + prefix + name));
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new GraftException(
          ErrorCode.INVALID_MODEL,
          prefix
              + name
              + ": expected shape "
              + Arrays.toString(shape)
              + ", found "
              + Arrays.toString(tensor.shape()));
    }
    elements += tensor.elements();
    return Gradients.off(() -> form == Form.SHAPES ? outline(shape) : inPrecision(tensor));
  }

  /** The tensor of this name and shape (in, out), seen as (out, in). */
  public NDArray readTransposed(String name, long in, long out) {
    NDArray stored = read(name, in, out);
    return Gradients.off(() -> stored.transpose(1, 0));
  }

  /** The tensor of this name and shape; empty if the file lacks it. */
  public Optional<NDArray> readIfThere(String name, long... shape) {
    return has(name) ? Optional.of(read(name, shape)) : Optional.empty();
  }

  public boolean has(String name) {
    return find(name).isPresent();
  }

  /** Rows of a table whose height is not in the config. */
  public long rows(String name) {
    return find(name)
        .map(tensor -> tensor.shape())
        .filter(shape -> shape.length == 2)
        .map(shape -> shape[0])
        .orElse(0L);
  }

  /** Number of elements read so far. */
  public long elements() {
    return elements;
  }

  /** Bytes of these in the form in which they are read. */
  public long bytes() {
    return elements * (form == Form.BFLOAT16 ? Short.BYTES : Float.BYTES);
  }

  /** As the file has it, with the model's prefix or without. */
  Optional<Tensor> find(String name) {
    return tensors.find(prefix + name).or(() -> tensors.find(name));
  }

  /** One zero, seen as many. */
  private NDArray outline(long... shape) {
    try (NDArray zero = manager.zeros(new Shape(1))) {
      return zero.broadcast(new Shape(shape));
    }
  }

  private NDArray inPrecision(Tensor tensor) {
    boolean asBfloat16 = form == Form.BFLOAT16;
    HostMemory.Type type = HostMemory.Type.valueOf(tensor.dtype().name());
    NDArray stored = HostMemory.view(manager, tensor.data(), type, tensor.shape());
    boolean isWanted = asBfloat16 ? type == HostMemory.Type.BF16 : type == HostMemory.Type.F32;
    if (isWanted) {
      return stored;
    }
    try (stored) {
      return asBfloat16 ? Ops.toBfloat16(stored) : Ops.toFloat(stored);
    } finally {
      MappedPages.release(tensor.data());
    }
  }

  /** A new tensor in the model's precision. */
  public NDArray constant(float[] values, long... shape) {
    return manager.create(values, new Shape(shape));
  }
}
