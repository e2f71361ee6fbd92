package graft.tensor;

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

/** A source file of scripted operations that libtorch has read. Safe for use by several threads. */
final class Script {
  private final NDManager root;
  private final PtSymbolBlock block;
  private final Map<String, NDArray> methods = new ConcurrentHashMap<>();

  private Script(NDManager root, PtSymbolBlock block) {
    this.root = root;
    this.block = block;
  }

  /**
   * Reads one.
   *
   * @param resource beside this class
   * @throws ai.djl.engine.EngineException if it uses operations that this libtorch does not have
   */
  static Script of(NDManager root, String resource) {
    try {
      byte[] archive = ScriptArchive.of(resource);
      return new Script(
          root,
          JniUtils.loadModule((PtNDManager) root, new ByteArrayInputStream(archive), false, false));
    } catch (IOException e) {
      throw new IllegalStateException("libtorch cannot read " + resource, e);
    }
  }

  /**
   * Runs a method; gradients are recorded when the thread is in gradient mode. Results belong to
   * the manager of the first argument.
   */
  NDList call(String method, NDArray... arguments) {
    NDList inputs = new NDList(arguments);
    inputs.add(methods.computeIfAbsent(method, this::marker));
    return IValueUtils.forward(block, inputs, true);
  }

  /** The bridge's way to name a method: an array of that name among the inputs. */
  private NDArray marker(String method) {
    NDArray marker = Scope.kept(root.create(0));
    marker.setName("module_method:" + method);
    return marker;
  }
}
