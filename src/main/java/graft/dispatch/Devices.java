package graft.dispatch;

import graft.spec.DeviceId;
import java.util.List;

/** The devices of this node. The wiring knows; only names are known here. */
public interface Devices {
  /** At least one. */
  List<DeviceId> all();

  /** The device's memory in bytes, in use or not. */
  long memory(DeviceId device);

  /** What of it nobody uses, in bytes. */
  long freeMemory(DeviceId device);

  /** What of it is in use, in bytes: of a card by whoever, of the processor's by this process. */
  long usedMemory(DeviceId device);

  /** The version of what computes. */
  String engine();

  /** What that is made for, and where it lies if somebody said so. */
  String engineBuild();

  /** Names of the base models that it holds in memory. */
  List<String> models(DeviceId device);
}
