package graft.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdapterMethodsTest {
  /** Methods that are no preset: what they consist of is free. */
  private static final Set<String> GENERAL = Set.of("bottleneck", "union");

  static List<AdapterMethod> methods() {
    return AdapterMethods.all();
  }

  @Test
  void everyPresetIsDescribedOnce() {
    List<String> names =
        methods().stream()
            .filter(method -> !GENERAL.contains(method.id()))
            .flatMap(method -> Stream.concat(Stream.of(method.id()), method.aliases().stream()))
            .toList();

    assertThat(names)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(Presets.byName().keySet());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aMethodHasWordsForEveryPart(AdapterMethod method) {
    assertThat(method.description()).endsWith(".");
    assertThat(method.citation()).matches("[A-Z].+ (19|20)\\d\\d, .+");
    assertThat(method.url()).startsWith("https://arxiv.org/abs/");
    assertThat(method.notes()).allSatisfy(note -> assertThat(note).endsWith("."));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void whatTheSchemaAsksForIsEnoughAndMeansTheDefaults(AdapterMethod method) {
    Map<String, Object> least = new LinkedHashMap<>();
    List<?> required = (List<?>) method.schema().get("required");
    required.forEach(name -> least.put(name.toString(), example(name.toString(), method)));

    Map<String, Object> read = new LinkedHashMap<>(AdapterConfig.read(least).json());
    read.keySet().removeIf(name -> least.containsKey(name) && !method.defaults().containsKey(name));

    assertThat(read).isEqualTo(method.defaults());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theSchemaNamesEveryAttributeAndNoOther(AdapterMethod method) {
    Map<?, ?> properties = (Map<?, ?>) method.schema().get("properties");
    Set<String> attributes =
        configuration(method).json().keySet().stream()
            .filter(name -> !name.equals("architecture"))
            .collect(Collectors.toSet());

    assertThat(properties.keySet().stream().filter(name -> !name.equals("architecture")))
        .allSatisfy(name -> assertThat(attributes).contains(name.toString()))
        .hasSameSizeAs(attributes);
    assertThat(method.schema().get("additionalProperties")).isEqualTo(false);
  }

  /** Some configuration of the method. */
  private static AdapterConfig configuration(AdapterMethod method) {
    String preset = Map.of("union", "mam", "bottleneck", "pfeiffer").getOrDefault(method.id(), "");
    return Presets.find(preset.isEmpty() ? method.id() : preset).orElseThrow();
  }

  /** A value for each attribute that must be given. */
  private static Object example(String attribute, AdapterMethod method) {
    return switch (attribute) {
      case "architecture" -> method.id();
      case "mh_adapter", "output_adapter" -> true;
      case "reduction_factor" -> 4;
      case "non_linearity" -> "gelu";
      case "configs" -> List.of("lora", "pfeiffer");
      default -> throw new AssertionError("no example for " + attribute);
    };
  }
}
