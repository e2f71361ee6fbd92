package graft.api.config;

import graft.spec.Schema;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The catalogue of adapter methods: names, defaults and schemas from the configurations themselves,
 * the words about them from {@code adapter-methods.json}.
 */
final class AdapterMethods {
  private static final String ARCHITECTURE = "architecture";

  private AdapterMethods() {}

  /** What is said of a method. */
  record Words(
      String name,
      List<String> formats,
      String description,
      String citation,
      String url,
      List<String> notes) {
    Words {
      formats = List.copyOf(formats);
      notes = List.copyOf(notes);
    }
  }

  static List<AdapterMethod> all() {
    return words().stream().map(AdapterMethods::describe).toList();
  }

  private static AdapterMethod describe(Words words) {
    return Presets.general(words.name())
        .map(any -> general(words, any))
        .orElseGet(() -> preset(words, Presets.find(words.name()).orElseThrow()));
  }

  /**
   * A class whose required attributes have no default.
   *
   * @param any one of its configurations
   */
  private static AdapterMethod general(Words words, AdapterConfig any) {
    Map<String, Object> schema = Schema.of(((Record) any).getClass());
    List<String> required = required(schema);
    Map<String, @Nullable Object> optional = new LinkedHashMap<>(any.json());
    optional.keySet().removeAll(required);
    if (!words.name().equals(Presets.BOTTLENECK)) {
      optional.remove(ARCHITECTURE);
      required = Stream.concat(Stream.of(ARCHITECTURE), required.stream()).toList();
    }
    return view(words, any, List.of(), optional, withArchitecture(schema, words.name(), required));
  }

  private static AdapterMethod preset(Words words, AdapterConfig config) {
    return view(
        words,
        config,
        aliases(words.name(), config),
        config.json(),
        presetSchema(words.name(), config));
  }

  private static AdapterMethod view(
      Words words,
      AdapterConfig config,
      List<String> aliases,
      Map<String, @Nullable Object> defaults,
      Map<String, Object> schema) {
    return new AdapterMethod(
        words.name(),
        "adapter_method",
        config.method(),
        aliases,
        words.description(),
        words.citation(),
        words.url(),
        words.formats(),
        words.notes(),
        defaults,
        schema);
  }

  private static List<String> aliases(String name, AdapterConfig config) {
    return Presets.byName().entrySet().stream()
        .filter(preset -> preset.getValue().equals(config) && !preset.getKey().equals(name))
        .map(Map.Entry::getKey)
        .toList();
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
  private static List<String> required(Map<String, Object> schema) {
    return (List<String>) Objects.requireNonNull(schema.get("required"));
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
