package graft.api;

import graft.spec.Faults;
import graft.spec.job.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the fields that only OpenAI's clients send into ours: {@code hyperparameters} and {@code
 * method} into {@code training}; what cannot be honoured is refused by name.
 */
final class OpenAiFields {
  private static final String AUTO = "auto";

  private OpenAiFields() {}

  /** The request in our own words; faults are added for what it asks in vain. */
  static Map<String, @Nullable Object> translate(
      Map<String, @Nullable Object> request, Faults faults) {
    Map<String, @Nullable Object> ours = new LinkedHashMap<>(request);
    ours.values().removeIf(value -> value == null);
    if (ours.remove("integrations") instanceof List<?> integrations && !integrations.isEmpty()) {
      faults.add(
          "/integrations", "not_supported", "integrations are not supported: leave them out");
    }
    Object hyperparameters = ours.remove("hyperparameters");
    Object method = ours.remove("method");
    if (method instanceof Map<?, ?> chosen) {
      Object type = chosen.get("type");
      if (!"supervised".equals(type)) {
        faults.add("/method/type", "not_supported", "method must be supervised, not " + type);
      } else if (chosen.get("supervised") instanceof Map<?, ?> supervised
          && supervised.get("hyperparameters") != null) {
        hyperparameters = supervised.get("hyperparameters");
      }
    }
    if (hyperparameters instanceof Map<?, ?> given) {
      apply(given, ours, faults);
    }
    from(ours, faults);
    return ours;
  }

  private static void apply(Map<?, ?> given, Map<String, @Nullable Object> ours, Faults faults) {
    Map<String, Object> training = new LinkedHashMap<>();
    given.forEach((name, value) -> {
      if (value != null && !value.equals(AUTO)) {
        put(name.toString(), value, training, faults);
      }
    });
    if (ours.get("training") instanceof Map<?, ?> own) {
      own.forEach((name, value) -> training.put(name.toString(), value));
    }
    ours.put("training", training);
  }

  private static void put(String name, Object value, Map<String, Object> training, Faults faults) {
    switch (name) {
      case "n_epochs" -> training.put("epochs", value);
      case "batch_size" -> training.put("batch_size", value);
      case "learning_rate_multiplier" -> {
        if (value instanceof Number factor) {
          training.put(
              "learning_rate", TrainingSpec.DEFAULTS.learningRate() * factor.doubleValue());
        } else {
          faults.add(
              "/hyperparameters/" + name, "wrong_type", name + " must be a number or \"auto\"");
        }
      }
      default ->
          faults.add("/hyperparameters/" + name, "unknown_attribute", "unknown attribute " + name);
    }
  }

  /** {@code "adapter": {"from": "adp-…"}} names the adapter to start from. */
  private static void from(Map<String, @Nullable Object> ours, Faults faults) {
    if (ours.get("adapter") instanceof Map<?, ?> adapter && adapter.get("from") != null) {
      if (adapter.size() > 1) {
        faults.add(
            "/adapter/from",
            "invalid_value",
            "from takes the configuration of the adapter that it names: no other attribute may stand beside it");
      }
      ours.put("start_from", adapter.get("from"));
      ours.remove("adapter");
    }
  }
}
