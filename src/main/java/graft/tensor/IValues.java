package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * The values that libtorch's interpreter takes and gives, by the engine's own native functions. The
 * engine's {@code IValueUtils} does not free the arguments of an operation that fails, and each of
 * them holds its tensor: a step that ran out of memory would never have its largest ones back.
 */
final class IValues {
  private static final Lookup LIBRARY = library();
  private static final MethodHandle OF_TENSOR =
      function("iValueFromTensor", long.class, long.class);
  private static final MethodHandle OF_TENSORS =
      function("iValueFromTensorList", long.class, long[].class);
  private static final MethodHandle IS_TENSOR =
      function("iValueIsTensor", boolean.class, long.class);
  private static final MethodHandle TENSOR = function("iValueToTensor", long.class, long.class);
  private static final MethodHandle TENSORS =
      function("iValueToTensorList", long[].class, long.class);
  private static final MethodHandle DELETE = function("torchDeleteIValue", void.class, long.class);
  private static final MethodHandle RUN =
      function(
          "moduleRunMethod",
          long.class,
          long.class,
          String.class,
          long[].class,
          boolean.class,
          boolean.class);

  private IValues() {}

  /**
   * Runs a method of a module, with gradients recorded when the thread is in gradient mode.
   *
   * @param lists its first arguments
   * @param singles its other arguments
   * @return its tensor, or the list of tensors that it gives; they belong to the manager
   * @throws ai.djl.engine.EngineException what the interpreter says
   */
  static NDList run(
      PtSymbolBlock module,
      String method,
      PtNDManager manager,
      List<List<NDArray>> lists,
      NDArray... singles) {
    List<Long> made = new ArrayList<>(lists.size() + singles.length);
    try {
      for (List<NDArray> list : lists) {
        long[] handles = list.stream().mapToLong(IValues::handle).toArray();
        made.add((long) OF_TENSORS.invokeExact(handles));
      }
      for (NDArray single : singles) {
        made.add((long) OF_TENSOR.invokeExact(handle(single)));
      }
      long[] arguments = made.stream().mapToLong(Long::longValue).toArray();
      long handle = module.getHandle();
      return taken((long) RUN.invokeExact(handle, method, arguments, true, false), manager);
    } catch (Throwable e) {
      throw unchecked(e);
    } finally {
      made.forEach(IValues::delete);
    }
  }

  private static NDList taken(long value, PtNDManager manager) throws Throwable {
    try {
      if ((boolean) IS_TENSOR.invokeExact(value)) {
        return new NDList(new PtNDArray(manager, (long) TENSOR.invokeExact(value)));
      }
      NDList tensors = new NDList();
      for (long tensor : (long[]) TENSORS.invokeExact(value)) {
        tensors.add(new PtNDArray(manager, tensor));
      }
      return tensors;
    } finally {
      delete(value);
    }
  }

  private static void delete(long value) {
    try {
      DELETE.invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static long handle(NDArray array) {
    return ((PtNDArray) array).getHandle();
  }

  private static RuntimeException unchecked(Throwable e) {
    return switch (e) {
      case RuntimeException failure -> failure;
      case Error error -> throw error;
      default -> new IllegalStateException("the engine's native function failed", e);
    };
  }

  private static Lookup library() {
    try {
      return MethodHandles.privateLookupIn(
          Class.forName("ai.djl.pytorch.jni.PyTorchLibrary"), MethodHandles.lookup());
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static MethodHandle function(String name, Class<?> result, Class<?>... arguments) {
    Class<?> type = LIBRARY.lookupClass();
    try {
      Object library = LIBRARY.findStaticVarHandle(type, "LIB", type).get();
      return LIBRARY
          .findVirtual(type, name, MethodType.methodType(result, arguments))
          .bindTo(library);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
