package graft.cli;

import graft.spec.DeviceId;
import graft.spec.GraftException;
import graft.tensor.Devices;
import java.util.List;

/** The engine that computes: whether it is for this machine, and has the devices that are named. */
public final class Engine {
  private Engine() {}

  /**
   * Starts the engine, unpacking it where that has not been done.
   *
   * @param devices as {@code GRAFT_DEVICES} names them
   * @throws CannotStart if it is for another platform, does not start, or lacks a device
   */
  public static List<DeviceId> start(String devices) {
    requirePlatform();
    try {
      return Devices.of(devices);
    } catch (GraftException e) {
      throw new CannotStart(
          "GRAFT_DEVICES: " + e.getMessage() + "; name devices that are there, or set it to auto",
          e);
    } catch (RuntimeException | LinkageError e) {
      throw new CannotStart(
          "The engine did not start: "
              + reason(e)
              + "; check that DJL_CACHE_DIR (or the home directory) can be written and has 500 MB left",
          e);
    }
  }

  /** What is at the bottom of it: the wrapping of a failed initializer says nothing. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString().replaceFirst("^[\\w.$]*[.$]", "");
  }

  private static void requirePlatform() {
    boolean isGivenFromOutside = System.getenv("PYTORCH_LIBRARY_PATH") != null;
    String carried = Version.read("native/lib/pytorch.properties", "classifier", "");
    Platform here = Platform.here();
    // Who brings a libtorch of his own knows best what it is for.
    here.refusal(isGivenFromOutside ? here.name() : carried)
        .ifPresent(reason -> {
          throw new CannotStart(reason);
        });
  }
}
