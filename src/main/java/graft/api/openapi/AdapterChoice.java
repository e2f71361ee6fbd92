package graft.api.openapi;

import graft.spec.Attribute;
import graft.spec.Codec;
import graft.spec.Schema;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An adapter's configuration: in a request a preset's name or an object, whose {@code architecture}
 * says which; in an answer an object with every attribute.
 */
public final class AdapterChoice {
  /** A job may also go on from an adapter. */
  public static final String OF_JOB = "JobAdapter";

  /** By these titles schemas know the choice. */
  static final String ASKED = AdapterConfig.TITLE;

  static final String ANSWERED = "ResolvedAdapter";

  private static final String START = "AdapterStart";

  private static final String ARCHITECTURE = "architecture";

  private static final Map<String, Class<? extends Record>> METHODS = methods();

  private AdapterChoice() {}

  private record Start(
      @Attribute(
              value = "The adapter to go on from, with its own configuration and setup",
              required = true)
          String from) {}

  static Map<String, Map<String, Object>> schemas() {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    List<Map<String, Object>> asked = new ArrayList<>();
    List<Map<String, Object>> answered = new ArrayList<>();
    asked.add(
        Choices.text(
            "A preset's name, with overrides in brackets, several joined by |, or the id of a saved"
                + " configuration: lora, pfeiffer[reduction_factor=12], prefix_tuning|par_bn"));
    METHODS.forEach((name, type) -> {
      all.put(name, request(type));
      all.put("Resolved" + name, answer(type));
      asked.add(Choices.reference(name));
      answered.add(Choices.reference("Resolved" + name));
    });
    all.put(ASKED, Choices.oneOf("What an adapter is", asked));
    all.put(START, Schema.of(Start.class, null));
    // All of them once more: generators of clients cannot tell a choice within a choice.
    all.put(
        OF_JOB,
        Choices.oneOf(
            "What to train: a configuration, or an adapter to go on from",
            Stream.concat(asked.stream(), Stream.of(Choices.reference(START))).toList()));
    all.put(ANSWERED, Choices.oneOf("What an adapter is, with every attribute", answered));
    return all;
  }

  /** What is not said is as the preset has it that the architecture names. */
  private static Map<String, Object> request(Class<? extends Record> type) {
    Map<String, Object> schema = new LinkedHashMap<>(Schema.of(type, null));
    List<String> required = new ArrayList<>(List.of(ARCHITECTURE));
    if (schema.get("required") instanceof List<?> own) {
      own.forEach(name -> required.add(name.toString()));
    }
    return withArchitecture(schema, presets(type), required);
  }

  private static Map<String, Object> answer(Class<? extends Record> type) {
    Map<String, Object> schema = ViewSchema.of(type);
    return written(type)
        .map(name ->
            withArchitecture(
                schema,
                List.of(name),
                Stream.concat(Stream.of(ARCHITECTURE), Codec.namesOf(type).stream()).toList()))
        .orElse(schema);
  }

  private static Map<String, Object> withArchitecture(
      Map<String, Object> schema, List<String> names, List<String> required) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(ARCHITECTURE, Map.of("type", "string", "enum", names));
    ((Map<?, ?>) Objects.requireNonNull(schema.get("properties")))
        .forEach((name, property) -> properties.put(name.toString(), property));
    Map<String, Object> more = new LinkedHashMap<>(schema);
    more.put("properties", properties);
    more.put("required", required);
    return more;
  }

  /** The names that mean this method, its general one first. */
  private static List<String> presets(Class<? extends Record> type) {
    Stream<String> general = Stream.of(written(type).orElse(Presets.BOTTLENECK));
    Stream<String> named =
        Presets.byName().entrySet().stream()
            .filter(preset -> type.isInstance(preset.getValue()))
            .map(Map.Entry::getKey);
    return Stream.concat(general, named).distinct().toList();
  }

  /** What a configuration says of itself when it is written. */
  private static Optional<String> written(Class<? extends Record> type) {
    return Presets.byName().values().stream()
        .filter(type::isInstance)
        .findFirst()
        .map(AdapterConfig::architecture);
  }

  /** By their names in schemas, in the order in which the compiler permits them. */
  private static Map<String, Class<? extends Record>> methods() {
    Map<String, Class<? extends Record>> methods = new LinkedHashMap<>();
    permitted(AdapterConfig.class)
        .forEach(type ->
            methods.put(
                type.getSimpleName().replaceFirst("Config$", "Adapter"),
                type.asSubclass(Record.class)));
    return methods;
  }

  private static Stream<Class<?>> permitted(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(AdapterChoice::permitted)
        : Stream.of(type);
  }
}
