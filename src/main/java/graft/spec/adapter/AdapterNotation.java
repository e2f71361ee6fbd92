package graft.spec.adapter;

import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ways to write a configuration down: {@code "lora"}, {@code
 * "pfeiffer[reduction_factor=12]"}, or an object.
 */
final class AdapterNotation {
  private static final String ARCHITECTURE = "architecture";

  private AdapterNotation() {}

  /**
   * Reads a string or an object.
   *
   * @throws GraftException with every fault, pointers relative to the configuration
   */
  static AdapterConfig read(Object json) {
    Faults faults = new Faults();
    Optional<? extends AdapterConfig> config =
        switch (json) {
          case String text -> named(text.strip(), faults);
          case Map<?, ?> map -> object(map, faults);
          default -> {
            faults.add(
                "", "wrong_type", "an adapter configuration is a preset's name or an object");
            yield Optional.empty();
          }
        };
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return config.orElseThrow(() -> new IllegalStateException("no configuration and no fault"));
  }

  private static Optional<? extends AdapterConfig> named(String text, Faults faults) {
    int bracket = text.indexOf('[');
    String name = bracket < 0 ? text : text.substring(0, bracket);
    Optional<AdapterConfig> preset = preset(name, "", faults);
    if (bracket < 0 || preset.isEmpty()) {
      return preset;
    }
    try {
      return change(preset.get(), OverrideReader.read(text.substring(bracket)), faults);
    } catch (IllegalArgumentException e) {
      faults.add("", "invalid_notation", "cannot read " + text + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<? extends AdapterConfig> object(Map<?, ?> map, Faults faults) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    map.forEach((key, value) -> attributes.put(key.toString(), value));
    Object architecture = attributes.remove(ARCHITECTURE);
    if (architecture == null || architecture.equals("bottleneck")) {
      return Codec.read(BottleneckConfig.class, attributes, "", faults);
    }
    if (architecture.equals("lora") && "scale".equals(attributes.get("composition_mode"))) {
      return change(LoraConfig.IA3, attributes, faults);
    }
    return preset(architecture.toString(), "/" + ARCHITECTURE, faults)
        .flatMap(preset -> change(preset, attributes, faults));
  }

  private static Optional<AdapterConfig> preset(String name, String pointer, Faults faults) {
    Optional<AdapterConfig> preset = Presets.find(name);
    if (preset.isEmpty()) {
      faults.add(
          new Fault(
              pointer, "unknown_method", "unknown adapter method " + name + Presets.hint(name)));
    }
    return preset;
  }

  private static Optional<? extends AdapterConfig> change(
      AdapterConfig preset, Map<String, ?> attributes, Faults faults) {
    return switch (preset) {
      case BottleneckConfig config -> Codec.change(config, attributes, "", faults);
      case LoraConfig config -> Codec.change(config, attributes, "", faults);
      case PrefixTuningConfig config -> Codec.change(config, attributes, "", faults);
    };
  }
}
