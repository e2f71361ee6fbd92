package graft.recipe.local;

import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.tensor.Devices;
import graft.tensor.OutOfMemory;
import graft.tensor.cuda.LostDevice;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What becomes of a device's failures: too little memory is the fault of what was asked for, and
 * says what would help; a card that is lost to this process is told to whoever ends it.
 *
 * @param lost is told what CUDA said
 */
record DeviceGuard(Consumer<String> lost) {
  /**
   * Does a piece of work.
   *
   * @param advice what needs less memory
   * @throws GraftException {@link ErrorCode#OUT_OF_MEMORY} with the advice, unless the work says
   *     more of it
   */
  <T> T run(DeviceId device, String advice, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      LostDevice.reason(e).ifPresent(reason -> lost.accept(device + ": " + reason));
      if (!OutOfMemory.isReasonOf(e)) {
        throw e;
      }
      Devices.release(device);
      throw e instanceof GraftException known
          ? known
          : new GraftException(ErrorCode.OUT_OF_MEMORY, advice, e);
    }
  }
}
