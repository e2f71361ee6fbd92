package graft.parity;

import graft.format.Tensors;
import java.util.Optional;

/** The reference's logits in our order: the two scores of a position side by side. */
final class ExpectedLogits {
  private ExpectedLogits() {}

  /** Those of a group of numbers; empty where the case has none. */
  static Optional<float[]> of(String group, Tensors io) {
    if (io.contains(group + "/logits")) {
      return Optional.of(io.get(group + "/logits").floats());
    }
    if (!io.contains(group + "/start_logits")) {
      return Optional.empty();
    }
    float[] starts = io.get(group + "/start_logits").floats();
    float[] ends = io.get(group + "/end_logits").floats();
    float[] both = new float[2 * starts.length];
    for (int i = 0; i < starts.length; i++) {
      both[2 * i] = starts[i];
      both[2 * i + 1] = ends[i];
    }
    return Optional.of(both);
  }
}
