package graft.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The engine, started at first use and never stopped, with the operations of {@code ops.py}. Safe
 * for use by several threads.
 */
final class Libtorch {
  private final Engine engine;
  private final NDManager root;
  private final PtSymbolBlock script;
  private final Map<String, NDArray> methods = new ConcurrentHashMap<>();
  private final Map<Double, NDArray> constants = new ConcurrentHashMap<>();
  private final Map<Long, NDArray> wholes = new ConcurrentHashMap<>();

  private Libtorch() {
    System.setProperty("ai.djl.offline", "true");
    engine = Engine.getEngine("PyTorch");
    root = engine.newBaseManager(ai.djl.Device.cpu());
    script = load((PtNDManager) root);
  }

  private static final class Holder {
    static final Libtorch INSTANCE = new Libtorch();
  }

  static Libtorch get() {
    return Holder.INSTANCE;
  }

  Engine engine() {
    return engine;
  }

  NDManager root() {
    return root;
  }

  /**
   * Runs a method of {@code ops.py}; gradients are recorded when the thread is in gradient mode.
   * The result belongs to the manager of the first argument.
   */
  NDArray call(String method, NDArray... arguments) {
    NDList inputs = new NDList(arguments);
    inputs.add(methods.computeIfAbsent(method, this::marker));
    return IValueUtils.forward(script, inputs, true).head();
  }

  /** A 0-d int64 tensor on the processor that lasts; for values that there are few of. */
  NDArray whole(long value) {
    return wholes.computeIfAbsent(value, number -> Scope.kept(root.create(number.longValue())));
  }

  /** A 0-d float64 tensor on the processor that lasts; for values that there are few of. */
  NDArray constant(double value) {
    return constants.computeIfAbsent(
        value, number -> Scope.kept(root.create(number.doubleValue())));
  }

  /** The bridge's way to name a method: an array of that name among the inputs. */
  private NDArray marker(String method) {
    NDArray marker = Scope.kept(root.create(0f));
    marker.setName("module_method:" + method);
    return marker;
  }

  private static PtSymbolBlock load(PtNDManager manager) {
    try {
      return JniUtils.loadModule(
          manager, new ByteArrayInputStream(ScriptArchive.of("ops.py")), false, false);
    } catch (IOException e) {
      throw new IllegalStateException("libtorch cannot read ops.py", e);
    }
  }
}
