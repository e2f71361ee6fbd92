package graft.recipe.merge;

import ai.djl.ndarray.NDArray;
import graft.architecture.Architecture;
import graft.format.DType;
import graft.format.MadeTensor;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.recipe.adapted.AdaptedModel;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.NormSite;
import graft.site.WordSite;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The tensors of a checkpoint that an adapter changes, each folded when it is written: in float32,
 * of which bf16 is rounded in the end. Takes the memory of one projection at a time.
 */
final class MergedTensors {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int HALF = Short.SIZE;

  /** Elements that are on the heap at a time. */
  private static final int AT_ONCE = 1 << 16;

  private final AdaptedModel adapted;
  private final Tensors base;
  private final DType dtype;
  private final Map<String, MadeTensor> made = new TreeMap<>();

  private MergedTensors(AdaptedModel adapted, Tensors base, DType dtype) {
    this.adapted = adapted;
    this.base = base;
    this.dtype = dtype;
  }

  /**
   * By their names with the model's prefix; to be written while the adapter is open.
   *
   * @param base the checkpoint
   * @param dtype F32 or BF16
   * @throws GraftException {@link ErrorCode#NOT_MERGEABLE} with the first site that cannot; when a
   *     tensor is written, if it is not finite
   */
  static Map<String, MadeTensor> of(AdaptedModel adapted, Tensors base, DType dtype) {
    MergedTensors tensors = new MergedTensors(adapted, base, dtype);
    adapted.adapter().mergeable().forEach(tensors::add);
    adapted.model().sites().norms().forEach(tensors::add);
    adapted.model().sites().words().ifPresent(tensors::add);
    return tensors.made;
  }

  private void add(LinearSite site, Mergeable adapter) {
    String path = architecture().whole(site.id().modulePath());
    LinearWeights own = site.weights();
    boolean isTransposed = site.layout().isTransposed();
    long[] shape = own.weight().getShape().getShape();
    add(
        path + ".weight",
        isTransposed ? new long[] {shape[1], shape[0]} : shape,
        () -> {
          NDArray weight = adapter.mergeInFloat(own).weight();
          return isTransposed ? weight.transpose(1, 0) : weight;
        });
    if (own.bias() != null) {
      add(
          path + ".bias",
          own.bias().getShape().getShape(),
          () -> Objects.requireNonNull(adapter.mergeInFloat(own).bias()));
    }
  }

  private void add(NormSite site) {
    adapted
        .adapter()
        .setup()
        .norm(site.id())
        .map(adapter -> adapter.of(site.weights()))
        .ifPresent(norm -> {
          String path = architecture().whole(site.id().modulePath());
          addNorm(path + ".weight", norm.weight());
          if (norm.bias() != null) {
            addNorm(path + ".bias", norm.bias());
          }
        });
  }

  private void add(WordSite site) {
    adapted
        .adapter()
        .setup()
        .word(site.id())
        .filter(words -> words.merged(site.words()).isPresent())
        .ifPresent(words ->
            add(
                architecture().whole(site.id().modulePath()) + ".weight",
                site.words().getShape().getShape(),
                () -> words.merged(Ops.toFloat(site.words())).orElseThrow()));
  }

  private void addNorm(String name, NDArray values) {
    add(name, values.getShape().getShape(), () -> values);
  }

  private Architecture architecture() {
    return adapted.model().architecture();
  }

  private void add(String name, long[] shape, Supplier<NDArray> values) {
    requireLayout(name, shape);
    made.put(name, new MadeTensor(name, dtype, shape, out -> write(name, values, out)));
  }

  /** A checkpoint that keeps a projection transposed or beside others has no such tensor. */
  private void requireLayout(String name, long[] shape) {
    Optional<Tensor> stored =
        base.find(name)
            .or(() -> base.names().stream().filter(name::endsWith).findFirst().flatMap(base::find));
    if (stored.isEmpty() || !Arrays.equals(stored.get().shape(), shape)) {
      throw new GraftException(
          ErrorCode.FORMAT_NOT_SUPPORTED,
          "the checkpoint has no tensor %s of shape %s to fold into"
              .formatted(name, Arrays.toString(shape)));
    }
  }

  private void write(String name, Supplier<NDArray> values, OutputStream out) {
    Gradients.off(() -> {
      try (Scope _ = new Scope()) {
        HostMemory.floats(values.get(), some -> write(name, some, out));
      }
      return name;
    });
  }

  private void write(String name, FloatBuffer values, OutputStream out) {
    byte[] bytes = new byte[Math.min(AT_ONCE, values.limit()) * dtype.bytes()];
    for (int from = 0; from < values.limit(); from += AT_ONCE) {
      int size = Math.min(AT_ONCE, values.limit() - from);
      encode(name, values.slice(from, size), MemorySegment.ofArray(bytes));
      try {
        out.write(bytes, 0, size * dtype.bytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void encode(String name, FloatBuffer values, MemorySegment segment) {
    for (int i = 0; i < values.limit(); i++) {
      float value = dtype == DType.BF16 ? rounded(values.get(i)) : values.get(i);
      requireFinite(name, value);
      if (dtype == DType.BF16) {
        short half = (short) (Float.floatToRawIntBits(value) >>> HALF);
        segment.set(SHORT, (long) i * Short.BYTES, half);
      } else {
        segment.set(FLOAT, (long) i * Float.BYTES, value);
      }
    }
  }

  /** The nearest number that bf16 has, of two the even one; infinite where none is near. */
  private static float rounded(float value) {
    int bits = Float.floatToRawIntBits(value);
    int even = (bits >>> HALF) & 1;
    int nearest = (bits + 0x7FFF + even) & 0xFFFF0000;
    return Float.isNaN(value) ? value : Float.intBitsToFloat(nearest);
  }

  private static void requireFinite(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new GraftException(
          ErrorCode.NOT_MERGEABLE,
          "the merged tensor %s is not finite: the adapter's weights or its scale are too large"
              .formatted(name));
    }
  }
}
