package graft.spec.adapter.notation;

import graft.spec.Codec;
import graft.spec.Faults;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An object without {@code architecture} is a bottleneck adapter, as in the reference library's
 * files. One that says its method under another name, or has only another method's attributes, was
 * not meant so.
 */
final class MissingArchitecture {
  /** Where other libraries and people say it. */
  private static final List<String> OTHER_NAMES =
      List.of("type", "method", "peft_type", "adapter_type", "kind", "preset", "name", "config");

  /** What other libraries call attributes of one method. */
  private static final Map<String, String> WORDS =
      Map.of(
          "rank", "lora",
          "lora_r", "lora",
          "lora_alpha", "lora",
          "lora_dropout", "lora",
          "num_virtual_tokens", "prefix_tuning",
          "prefix_len", "prefix_tuning",
          "bottleneck_size", "seq_bn",
          "bottleneck", "seq_bn");

  /** Presets of methods that are known by their attributes. */
  private static final List<String> OTHER_METHODS =
      List.of("lora", "prefix_tuning", "peft_lora", "mam", "fusion");

  private static final String ANY = ", such as lora or seq_bn; GET /v1/adapter_methods lists them";

  private MissingArchitecture() {}

  /** Adds a fault if another method than the bottleneck adapter was meant. */
  static void refuse(Map<String, ?> attributes, Faults faults) {
    Optional<String> other = OTHER_NAMES.stream().filter(attributes::containsKey).findFirst();
    if (other.isPresent()) {
      String name = other.get();
      add(name, hint(String.valueOf(attributes.get(name))), faults);
      return;
    }
    Set<String> given = attributes.keySet();
    if (!knowsAny(Presets.general(Presets.BOTTLENECK).orElseThrow(), given)) {
      add("architecture", other(given).map(MissingArchitecture::meant).orElse(ANY), faults);
    }
  }

  /** The method that has one of these attributes, or is named by one. */
  private static Optional<String> other(Set<String> given) {
    Stream<String> known =
        OTHER_METHODS.stream()
            .map(name -> Presets.find(name).orElseThrow())
            .filter(method -> knowsAny(method, given))
            .map(AdapterConfig::architecture);
    Stream<String> words = given.stream().map(WORDS::get).filter(Objects::nonNull);
    Stream<String> named = given.stream().filter(name -> Presets.find(name).isPresent());
    return Stream.of(known, words, named).flatMap(names -> names).findFirst();
  }

  private static void add(String attribute, String hint, Faults faults) {
    faults.add("/" + attribute, "missing_architecture", "say which architecture" + hint);
  }

  private static String hint(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Presets.find(lower).isPresent() ? meant(lower) : UnknownMethod.hint(lower);
  }

  private static String meant(String name) {
    return ": did you mean \"architecture\": \"" + name + "\"?";
  }

  private static boolean knowsAny(AdapterConfig config, Set<String> names) {
    return Codec.namesOf(((Record) config).getClass()).stream().anyMatch(names::contains);
  }
}
