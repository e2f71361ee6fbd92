package graft.format.exchange;

import graft.format.Origin;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attributes of a PEFT configuration that decide what an adapter computes. */
record PeftSettings(Map<String, @Nullable Object> config) {
  /** Switches for variants that AdapterHub does not have. */
  private static final List<String> VARIANTS =
      List.of(
          "use_dora",
          "use_qalora",
          "use_bdlora",
          "lora_bias",
          "layer_replication",
          "target_parameters",
          "trainable_token_indices",
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "velora_config",
          "monteclora_config");

  PeftSettings {
    for (String variant : VARIANTS) {
      if (isOn(config.get(variant))) {
        throw PeftExport.refusal(
            "%s is %s, which AdapterHub has no word for"
                .formatted(variant, Origin.printable(String.valueOf(config.get(variant)))));
      }
    }
    Object bias = config.getOrDefault("bias", "none");
    if (bias != null && !bias.equals("none")) {
      throw PeftExport.refusal("bias is %s: AdapterHub trains none".formatted(bias));
    }
  }

  private static boolean isOn(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case Collection<?> items -> !items.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  boolean scales() {
    Object type = config.get("peft_type");
    return switch (String.valueOf(type)) {
      case "LORA" -> false;
      case "IA3" -> true;
      case "PREFIX_TUNING" ->
          throw PeftExport.refusal(
              "PEFT's prefixes shift the positions of the text, AdapterHub's do not");
      default ->
          throw PeftExport.refusal(
              "PEFT method %s is not known here, LORA and IA3 are"
                  .formatted(Origin.printable(String.valueOf(type))));
    };
  }

  Optional<HeadKind> headKind() {
    return Arrays.stream(HeadKind.values())
        .filter(kind -> kind.taskType().equals(config.get("task_type")))
        .findFirst();
  }

  double dropout() {
    return number("lora_dropout", config.get("lora_dropout"), 0);
  }

  /** The scale of a module's low-rank term. */
  double scale(String path, int rank) {
    double alpha = number("lora_alpha", config.get("lora_alpha"), 8);
    if (config.get("alpha_pattern") instanceof Map<?, ?> patterns) {
      for (Map.Entry<?, ?> pattern : patterns.entrySet()) {
        if (matches(pattern.getKey().toString(), path)) {
          alpha = number("alpha_pattern", pattern.getValue(), alpha);
          break;
        }
      }
    }
    return Boolean.TRUE.equals(config.get("use_rslora")) ? alpha / Math.sqrt(rank) : alpha / rank;
  }

  /**
   * Patterns are regular expressions; those that are plain paths are enough for what people write.
   */
  private static boolean matches(String pattern, String path) {
    if (!pattern.matches("[A-Za-z0-9_.]+")) {
      throw PeftExport.refusal(
          "alpha_pattern has %s, which is not a plain path".formatted(Origin.printable(pattern)));
    }
    return path.equals(pattern) || path.endsWith("." + pattern);
  }

  private static double number(String key, @Nullable Object value, double byDefault) {
    return switch (value) {
      case null -> byDefault;
      case Number number -> number.doubleValue();
      default ->
          throw new GraftException(
              ErrorCode.INVALID_ADAPTER,
              "adapter_config.json: %s must be a number, not %s"
                  .formatted(key, Origin.printable(value.toString())));
    };
  }
}
