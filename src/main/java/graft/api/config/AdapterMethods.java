package graft.api.config;

import graft.spec.Schema;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.Presets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The catalogue of adapter methods: names, defaults and schemas from the configurations themselves,
 * the words about them from {@code adapter-methods.json}.
 */
final class AdapterMethods {
  /** The method whose attributes are all free; it has no preset. */
  private static final String GENERIC = "bottleneck";

  private static final String ARCHITECTURE = "architecture";

  private AdapterMethods() {}

  /** What is said of a method. */
  record Words(String name, String description, String citation, String url, List<String> notes) {
    Words {
      notes = List.copyOf(notes);
    }
  }

  static List<AdapterMethod> all() {
    return words().stream().map(AdapterMethods::describe).toList();
  }

  private static AdapterMethod describe(Words words) {
    boolean isGeneric = words.name().equals(GENERIC);
    AdapterConfig config =
        isGeneric ? BottleneckConfig.DEFAULTS : Presets.find(words.name()).orElseThrow();
    return new AdapterMethod(
        words.name(),
        "adapter_method",
        config.method(),
        isGeneric ? List.of() : aliases(words.name(), config),
        words.description(),
        words.citation(),
        words.url(),
        words.notes(),
        isGeneric ? withoutRequired(config.json()) : config.json(),
        isGeneric ? genericSchema() : presetSchema(words.name(), config));
  }

  private static List<String> aliases(String name, AdapterConfig config) {
    return Presets.byName().entrySet().stream()
        .filter(preset -> preset.getValue().equals(config) && !preset.getKey().equals(name))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The general class has no default for what makes a method what it is. */
  private static Map<String, @Nullable Object> withoutRequired(
      Map<String, @Nullable Object> defaults) {
    Map<String, @Nullable Object> optional = new LinkedHashMap<>(defaults);
    optional.keySet().removeAll(required());
    return optional;
  }

  private static Map<String, Object> genericSchema() {
    Map<String, Object> schema = Schema.of(BottleneckConfig.class);
    return withArchitecture(schema, GENERIC, required());
  }

  /** Every attribute of a preset has a default; only the preset must be named. */
  private static Map<String, Object> presetSchema(String name, AdapterConfig config) {
    Record defaults = (Record) config;
    Map<String, Object> schema = Schema.of(defaults.getClass(), defaults);
    Map<String, Object> properties = properties(schema);
    config
        .json()
        .forEach((attribute, value) -> {
          if (value != null && properties.get(attribute) instanceof Map<?, ?> property) {
            Map<Object, Object> withDefault = new LinkedHashMap<>(property);
            withDefault.put("default", value);
            properties.put(attribute, withDefault);
          }
        });
    return withArchitecture(schema, name, List.of(ARCHITECTURE));
  }

  private static Map<String, Object> withArchitecture(
      Map<String, Object> schema, String name, List<String> required) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(ARCHITECTURE, Map.of("const", name));
    properties.putAll(properties(schema));
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.putAll(schema);
    whole.put("properties", properties);
    whole.put("required", required);
    return whole;
  }

  @SuppressWarnings("unchecked")
  private static List<String> required() {
    return (List<String>) Objects.requireNonNull(Schema.of(BottleneckConfig.class).get("required"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> properties(Map<String, Object> schema) {
    return (Map<String, Object>) Objects.requireNonNull(schema.get("properties"));
  }

  private static List<Words> words() {
    try (InputStream file =
        Objects.requireNonNull(AdapterMethods.class.getResourceAsStream("adapter-methods.json"))) {
      return List.of(JsonMapper.shared().readValue(file, Words[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
