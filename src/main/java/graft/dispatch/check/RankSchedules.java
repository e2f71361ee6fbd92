package graft.dispatch.check;

import graft.spec.Faults;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftAdaLoraConfig;
import graft.spec.adapter.UnionConfig;

/** Refuses a schedule of AdaLoRA's that no step of a training falls into. */
public final class RankSchedules {
  private RankSchedules() {}

  /**
   * Adds a fault for each such schedule of an adapter and its parts.
   *
   * @param steps of the training
   */
  public static void refuseIdle(AdapterConfig adapter, int steps, Faults faults) {
    switch (adapter) {
      case PeftAdaLoraConfig pruned when pruned.allocates() ->
          pruned
              .schedule()
              .idle(steps)
              .ifPresent(why -> faults.add("/adapter", "not_applicable", why));
      case UnionConfig union -> union.configs().forEach(part -> refuseIdle(part, steps, faults));
      default -> {}
    }
  }
}
