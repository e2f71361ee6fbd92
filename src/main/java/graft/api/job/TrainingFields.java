package graft.api.job;

import graft.spec.Codec;
import graft.spec.Faults;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code training} of a request's body, while other fields of the body are folded into it. */
final class TrainingFields {
  private static final String TRAINING = "training";

  /** A multiplier and the rate that it stands for are the same up to the rounding of a product. */
  private static final double ROUNDING = 1e-9;

  private final Map<String, Object> body;
  private final Faults faults;

  /** Where each attribute was said first. */
  private final Map<String, String> saidAt = new LinkedHashMap<>();

  TrainingFields(Map<String, Object> body, Faults faults) {
    this.body = body;
    this.faults = faults;
  }

  /**
   * Sets an attribute, unless it is said already; then it must be the same.
   *
   * @param pointer where {@code value} stands
   */
  void put(String attribute, String pointer, Optional<Double> value) {
    Object given = body.get(TRAINING);
    if (value.isEmpty() || (given != null && !(given instanceof Map<?, ?>))) {
      return; // The reader of the whole says what is wrong with it.
    }
    Map<String, @Nullable Object> training = new LinkedHashMap<>();
    if (given instanceof Map<?, ?> map) {
      map.forEach((key, item) -> training.put(key.toString(), item));
    }
    Object before = training.get(attribute);
    if (before == null) {
      saidAt.put(attribute, pointer);
      training.put(attribute, Codec.number(value.get()));
      body.put(TRAINING, training);
    } else if (before instanceof Number number && !isSame(number.doubleValue(), value.get())) {
      faults.add(pointer, "contradiction", contradiction(attribute, number, pointer, value.get()));
    }
  }

  private String contradiction(String attribute, Number before, String pointer, double value) {
    return "%s says %s %s, and %s says %s %s: leave one of them out"
        .formatted(
            pointer.substring(1).replace('/', '.'),
            attribute,
            Codec.number(value),
            saidAt.getOrDefault(attribute, "/training/" + attribute).substring(1).replace('/', '.'),
            attribute,
            before);
  }

  private static boolean isSame(double one, double other) {
    return Math.abs(one - other) <= ROUNDING * Math.max(Math.abs(one), Math.abs(other));
  }
}
