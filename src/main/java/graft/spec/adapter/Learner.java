package graft.spec.adapter;

import graft.spec.adapter.attribute.Pace;
import java.util.Optional;

/** What a training asks of what it is to train; pace and idleness of the parts of a union. */
public interface Learner {
  /** How long its steps are where nobody says. */
  default Pace pace() {
    return Pace.USUAL;
  }

  /** Whether it has LoRA's A and B, which LoRA+ trains by steps of two lengths. */
  default boolean hasPairs() {
    return false;
  }

  /**
   * Why a training does not do what the configuration says; empty if it does.
   *
   * @param steps of the training
   */
  default Optional<String> idle(int steps) {
    return Optional.empty();
  }
}
