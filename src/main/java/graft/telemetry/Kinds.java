package graft.telemetry;

import graft.job.Job;
import graft.spec.DeviceId;

/** Kinds of devices: {@code cpu}, {@code cuda}. */
final class Kinds {
  /** Of a job that waits: none asks for a kind. */
  static final String ANY = "any";

  private Kinds() {}

  static String of(Job job) {
    return job.placement().map(place -> of(place.device())).orElse(ANY);
  }

  static String of(DeviceId device) {
    return device.value().replaceFirst(":.*", "");
  }
}
