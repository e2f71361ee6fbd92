package graft.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import graft.tensor.process.ProcessMemory;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How the engine says that a device has no memory left; it has no type of exception for it. */
public final class OutOfMemory {
  /**
   * Of c10's allocator for the processor on Linux and elsewhere, of the one for CUDA, of C++, and
   * of cuBLAS and cuDNN, which take memory of their own from a card.
   */
  private static final List<String> SAID =
      List.of(
          "can't allocate memory",
          "not enough memory",
          "out of memory",
          "std::bad_alloc",
          "_STATUS_ALLOC_FAILED");

  /**
   * Of oneDNN, which keeps its reason to itself: a product that it has described, and that it can
   * neither make nor run, lacks room for the code or for the matrices that it packs. What it has no
   * code for fails at the description, which says so at the same line.
   */
  private static final Pattern ONE_DNN =
      Pattern.compile("could not (create|execute) a primitive$", Pattern.MULTILINE);

  private OutOfMemory() {}

  /** Whether something failed for want of a device's memory. */
  public static boolean isReasonOf(Throwable failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(EngineException.class::isInstance)
        .map(cause -> String.valueOf(cause.getMessage()))
        .anyMatch(OutOfMemory::tellsOfIt);
  }

  private static boolean tellsOfIt(String message) {
    return SAID.stream().anyMatch(message::contains) || ONE_DNN.matcher(message).find();
  }

  /** Gives back what is in reserve for tensors to come, on the device of a manager. */
  public static void release(NDManager manager) {
    if (manager.getDevice().isGpu()) {
      JniUtils.emptyCudaCache();
    } else {
      ProcessMemory.giveBack();
    }
  }
}
