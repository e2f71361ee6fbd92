package graft.format.torch;

import graft.format.DType;
import java.util.List;
import java.util.Map;

/** What the pickle of a state dict is made of. */
sealed interface Pickled {
  record Text(String value) implements Pickled {}

  record Whole(long value) implements Pickled {}

  record Flag(boolean value) implements Pickled {}

  record None() implements Pickled {}

  record Tuple(List<Pickled> items) implements Pickled {}

  /** A list, which grows while it is read. */
  record Items(List<Pickled> items) implements Pickled {}

  /** A dictionary, which grows while it is read. */
  record Dict(Map<String, Pickled> entries) implements Pickled {}

  /** One of the functions and classes that may occur. */
  enum Function implements Pickled {
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter"),
    ORDERED_DICT("collections", "OrderedDict");

    private final String module;
    private final String symbol;

    Function(String module, String symbol) {
      this.module = module;
      this.symbol = symbol;
    }

    boolean isCalled(String otherModule, String otherSymbol) {
      return module.equals(otherModule) && symbol.equals(otherSymbol);
    }
  }

  /** A storage class: {@code torch.FloatStorage}. */
  record StorageType(DType dtype) implements Pickled {}

  /**
   * A storage in the archive.
   *
   * @param key name of its entry below {@code data/}
   */
  record Storage(DType dtype, String key, long elements) implements Pickled {}

  /**
   * A tensor as a view on a storage; offset and strides in elements, and none of the numbers
   * negative.
   */
  record View(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements Pickled {}
}
