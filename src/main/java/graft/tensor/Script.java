package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** A source file of scripted operations that libtorch has read. Safe for use by several threads. */
final class Script {
  private final PtSymbolBlock block;

  private Script(PtSymbolBlock block) {
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
    return IValues.run(block, method, manager(arguments[0]), List.of(), arguments);
  }

  /**
   * Runs a method whose first arguments are lists; results belong to the manager of the first
   * list's first tensor.
   */
  NDList call(String method, List<List<NDArray>> lists, NDArray... others) {
    return IValues.run(block, method, manager(lists.getFirst().getFirst()), lists, others);
  }

  private static PtNDManager manager(NDArray array) {
    return ((PtNDArray) array).getManager();
  }
}
