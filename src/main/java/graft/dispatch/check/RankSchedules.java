package graft.dispatch.check;

import graft.spec.Faults;
import graft.spec.adapter.AdapterConfig;

/** Refuses a schedule of AdaLoRA's that no step of a training falls into. */
public final class RankSchedules {
  private RankSchedules() {}

  /**
   * Adds a fault for each such schedule of an adapter and its parts.
   *
   * @param steps of the training
   */
  public static void refuseIdle(AdapterConfig adapter, int steps, Faults faults) {
    adapter.parts().stream()
        .flatMap(part -> part.idle(steps).stream())
        .forEach(why -> faults.add("/adapter", "not_applicable", why));
  }
}
