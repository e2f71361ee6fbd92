package graft.tensor;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The engine, started at first use and never stopped, with the operations of the scripts beside
 * this class. Safe for use by several threads.
 */
final class Libtorch {
  private final Engine engine;
  private final NDManager root;
  private final Script operations;
  private final Script attention;
  private final Optional<Script> oneDnn;
  private final Map<Double, NDArray> constants = new ConcurrentHashMap<>();
  private final Map<Long, NDArray> wholes = new ConcurrentHashMap<>();

  private Libtorch() {
    System.setProperty("ai.djl.offline", "true");
    engine = Engine.getEngine("PyTorch");
    root = engine.newBaseManager(ai.djl.Device.cpu());
    operations = Script.of(root, "ops.py");
    attention = Script.of(root, "attention.py");
    oneDnn = ifThere("onednn.py");
  }

  private Optional<Script> ifThere(String resource) {
    try {
      return Optional.of(Script.of(root, resource));
    } catch (EngineException lacking) {
      return Optional.empty();
    }
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

  /** {@code attention.py}. */
  Script attention() {
    return attention;
  }

  /** {@code onednn.py}; empty where libtorch was built without that library. */
  Optional<Script> oneDnn() {
    return oneDnn;
  }

  /** {@code ops.py}. */
  Script operations() {
    return operations;
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
}
