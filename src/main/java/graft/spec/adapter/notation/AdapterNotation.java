package graft.spec.adapter.notation;

import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import graft.spec.adapter.UnionConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ways to write a configuration down: {@code "lora"}, {@code
 * "pfeiffer[reduction_factor=12]"}, several of these joined by {@code |}, or an object.
 */
public final class AdapterNotation {
  private static final String ARCHITECTURE = "architecture";

  private AdapterNotation() {}

  /**
   * Reads a string or an object.
   *
   * @throws GraftException with every fault, pointers relative to the configuration
   */
  public static AdapterConfig read(Object json) {
    Faults faults = new Faults();
    ConfigBounds.check(json, faults);
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    Optional<? extends AdapterConfig> config =
        switch (json) {
          case String text -> joined(text, faults);
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

  /** One configuration, or a union of several. */
  private static Optional<? extends AdapterConfig> joined(String text, Faults faults) {
    List<String> names = NotationParts.of(text);
    if (names.size() == 1) {
      return named(names.getFirst(), faults);
    }
    List<AdapterConfig> parts = new ArrayList<>();
    for (String name : names) {
      named(name, faults).ifPresent(parts::add);
    }
    return faults.isEmpty() ? union(parts, faults) : Optional.empty();
  }

  private static Optional<UnionConfig> union(List<AdapterConfig> parts, Faults faults) {
    try {
      return Optional.of(new UnionConfig(parts));
    } catch (GraftException refused) {
      faults.addAll(refused.faults());
      return Optional.empty();
    }
  }

  private static Optional<? extends AdapterConfig> named(String text, Faults faults) {
    int bracket = text.indexOf('[');
    String name = (bracket < 0 ? text : text.substring(0, bracket)).strip();
    Optional<AdapterConfig> preset = preset(name, "", faults);
    return bracket < 0 ? preset : preset.flatMap(known -> overridden(known, text, faults));
  }

  /**
   * A configuration with the overrides that stand behind its name.
   *
   * @param text {@code name[r=4]}
   * @throws GraftException with every fault, pointers relative to the configuration
   */
  public static AdapterConfig overridden(AdapterConfig config, String text) {
    Faults faults = new Faults();
    Optional<? extends AdapterConfig> changed = overridden(config, text, faults);
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return changed.orElseThrow(() -> new IllegalStateException("no configuration and no fault"));
  }

  private static Optional<? extends AdapterConfig> overridden(
      AdapterConfig config, String text, Faults faults) {
    try {
      return change(config, OverrideReader.read(text.substring(text.indexOf('['))), faults);
    } catch (IllegalArgumentException e) {
      faults.add("", "invalid_notation", "cannot read " + text + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<? extends AdapterConfig> object(Map<?, ?> map, Faults faults) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    map.forEach((key, value) -> attributes.put(key.toString(), value));
    Object said = attributes.remove(ARCHITECTURE);
    if (said == null) {
      MissingArchitecture.refuse(attributes, faults);
    }
    String architecture = said == null ? Presets.BOTTLENECK : said.toString();
    return faults.isEmpty() ? written(architecture, attributes, faults) : Optional.empty();
  }

  private static Optional<? extends AdapterConfig> written(
      String architecture, Map<String, @Nullable Object> attributes, Faults faults) {
    Optional<AdapterConfig> general = Presets.general(architecture);
    return general.isPresent()
        ? Codec.read(((Record) general.get()).getClass(), attributes, "", faults)
            .map(AdapterConfig.class::cast)
        : Presets.written(architecture, attributes)
            .or(() -> preset(architecture, "/" + ARCHITECTURE, faults))
            .flatMap(preset -> change(preset, attributes, faults));
  }

  private static Optional<AdapterConfig> preset(String name, String pointer, Faults faults) {
    Optional<AdapterConfig> preset = Presets.find(name);
    if (preset.isEmpty()) {
      faults.add(new Fault(pointer, "unknown_method", UnknownMethod.message(name)));
    }
    return preset;
  }

  private static Optional<? extends AdapterConfig> change(
      AdapterConfig preset, Map<String, ?> attributes, Faults faults) {
    return Codec.change((Record) preset, preset.readable(attributes, faults), "", faults)
        .map(AdapterConfig.class::cast);
  }
}
