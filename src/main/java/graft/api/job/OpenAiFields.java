package graft.api.job;

import graft.spec.Codec;
import graft.spec.Faults;
import graft.spec.Suggestion;
import graft.spec.job.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Folds the fields that a request for a job has only for OpenAI's clients into ours: {@code
 * hyperparameters} and {@code method} become {@code training}. Both may be there, and {@code
 * training} too, as long as they do not contradict each other. What cannot be honoured is refused
 * by name.
 */
final class OpenAiFields {
  private static final String HYPERPARAMETERS = "hyperparameters";
  private static final String METHOD = "method";
  private static final String INTEGRATIONS = "integrations";
  private static final String SUPERVISED = "supervised";
  private static final List<String> REFUSED = List.of("dpo", "reinforcement");

  private final Map<String, Object> body;
  private final Faults faults;

  private OpenAiFields(Map<String, Object> body, Faults faults) {
    this.body = new LinkedHashMap<>(body);
    this.faults = faults;
  }

  /** The body without these fields. */
  static Map<String, Object> fold(Map<String, Object> body, Faults faults) {
    OpenAiFields fields = new OpenAiFields(body, faults);
    fields.refuseIntegrations();
    fields.foldAll();
    return fields.body;
  }

  private void refuseIntegrations() {
    Object integrations = body.remove(INTEGRATIONS);
    if (integrations != null && !integrations.equals(List.of())) {
      faults.add(
          "/integrations",
          "unsupported_feature",
          "integrations are not supported; integrations must be null or empty");
    }
  }

  private void foldAll() {
    TrainingFields training = new TrainingFields(body, faults);
    Object old = body.remove(HYPERPARAMETERS);
    method(body.remove(METHOD))
        .ifPresent(values -> put(values, "/method/supervised/hyperparameters", training));
    read(old, "/" + HYPERPARAMETERS)
        .ifPresent(values -> put(values, "/" + HYPERPARAMETERS, training));
  }

  private static void put(Hyperparameters values, String pointer, TrainingFields training) {
    training.put("epochs", pointer + "/n_epochs", values.nEpochs().flatMap(Hyperparameter::value));
    training.put(
        "batch_size", pointer + "/batch_size", values.batchSize().flatMap(Hyperparameter::value));
    training.put(
        "learning_rate",
        pointer + "/learning_rate_multiplier",
        values
            .learningRateMultiplier()
            .flatMap(Hyperparameter::value)
            .map(factor -> factor * TrainingSpec.USUAL_RATE));
  }

  private Optional<Hyperparameters> method(@Nullable Object json) {
    if (json == null) {
      return Optional.empty();
    }
    if (!(json instanceof Map<?, ?> method)) {
      faults.add("/method", "wrong_type", "method must be an object");
      return Optional.empty();
    }
    Object type = method.get("type");
    if (!SUPERVISED.equals(type)) {
      refuse(type);
      return Optional.empty();
    }
    method.keySet().stream()
        .filter(key -> !key.equals("type") && !key.equals(SUPERVISED))
        .forEach(key ->
            faults.add(
                "/method/" + key,
                "unknown_attribute",
                "unknown attribute " + key + "; known are [type, supervised]"));
    return supervised(method.get(SUPERVISED));
  }

  private void refuse(@Nullable Object type) {
    if (type == null) {
      faults.add("/method/type", "missing", "type is required");
    } else if (REFUSED.contains(type)) {
      faults.add(
          "/method/type",
          "unsupported_method",
          "method " + type + " is not supported; supervised is");
    } else {
      String hint =
          Suggestion.nearest(type.toString(), List.of(SUPERVISED))
              .map(name -> "; did you mean " + name + "?")
              .orElse("; supervised is known");
      faults.add("/method/type", "unknown_method", "unknown method " + type + hint);
    }
  }

  private Optional<Hyperparameters> supervised(@Nullable Object json) {
    if (json == null) {
      return Optional.empty();
    }
    if (!(json instanceof Map<?, ?> supervised)) {
      faults.add("/method/supervised", "wrong_type", "supervised must be an object");
      return Optional.empty();
    }
    supervised.keySet().stream()
        .filter(key -> !key.equals(HYPERPARAMETERS))
        .forEach(key ->
            faults.add(
                "/method/supervised/" + key,
                "unknown_attribute",
                "unknown attribute " + key + "; known are [hyperparameters]"));
    return read(supervised.get(HYPERPARAMETERS), "/method/supervised/" + HYPERPARAMETERS);
  }

  @SuppressWarnings("unchecked")
  private Optional<Hyperparameters> read(@Nullable Object json, String pointer) {
    if (json == null) {
      return Optional.empty();
    }
    if (!(json instanceof Map<?, ?> object)) {
      faults.add(pointer, "wrong_type", HYPERPARAMETERS + " must be an object");
      return Optional.empty();
    }
    return Codec.read(Hyperparameters.class, (Map<String, ?>) object, pointer, faults);
  }
}
