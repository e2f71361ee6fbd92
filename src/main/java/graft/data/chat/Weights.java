package graft.data.chat;

import graft.spec.Faults;
import java.util.Map;
import java.util.Set;

/** Reads what takes a message out of what is learned: OpenAI's weight and Axolotl's train. */
final class Weights {
  static final Set<String> NAMES = Set.of("weight", "train");

  private Weights() {}

  /**
   * @param here where the message stands
   */
  static boolean isTaught(Map<?, ?> message, String here, Faults faults) {
    Object weight = message.get("weight");
    Object train = message.get("train");
    boolean isLight = weight instanceof Number n && n.doubleValue() == 0;
    boolean isHeavy = weight instanceof Number n && n.doubleValue() == 1;
    if (weight != null && !isLight && !isHeavy) {
      faults.add(here + "/weight", "out_of_range", "weight must be 0 or 1, not " + weight);
    }
    if (train != null && !(train instanceof Boolean)) {
      faults.add(here + "/train", "wrong_type", "train must be true or false, not " + train);
    }
    return !isLight && !Boolean.FALSE.equals(train);
  }
}
