package graft.spec.adapter.notation;

import graft.spec.Suggestion;
import graft.spec.adapter.Presets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said of a method's name that is not there, with what may be meant. */
final class UnknownMethod {
  /** What else people call the usual bottleneck adapter. */
  private static final Set<String> BOTTLENECKS =
      Set.of("bottleneck", "adapter", "adapters", "bottleneck_adapter", "series", "bn");

  /** Methods that the reference libraries have and this service has not, with what comes near. */
  private static final Map<String, Optional<String>> ELSEWHERE = elsewhere();

  private static final String PEFT = "peft_";

  /** Methods that have their library's name before their own, by that. */
  private static final Map<String, String> OWN =
      Presets.byName().keySet().stream()
          .filter(name -> name.startsWith(PEFT))
          .filter(name -> Presets.find(plainly(name)).isEmpty())
          .collect(Collectors.toMap(UnknownMethod::plainly, name -> name));

  private UnknownMethod() {}

  /** A whole sentence about a name. */
  static String message(String name) {
    return other(name)
        .filter(other -> other.equals(plain(name)))
        .map(other ->
            name
                + " is a method of the reference libraries that is not supported here"
                + near(other))
        .orElseGet(() -> "unknown adapter method " + name + hint(name));
  }

  /**
   * The end of a sentence: "did you mean" for what is misspelt, and whether what is meant is
   * supported.
   */
  static String hint(String name) {
    if (BOTTLENECKS.contains(plain(name))) {
      return "; did you mean seq_bn, double_seq_bn or par_bn?";
    }
    return other(name)
        .map(other -> "; " + other + " is not supported here" + near(other))
        .or(() -> preset(name).map(near -> "; did you mean " + near + "?"))
        .orElse("; known are " + Presets.byName().keySet());
  }

  private static String near(String other) {
    return ELSEWHERE
            .getOrDefault(other, Optional.empty())
            .map(near -> "; the nearest here is " + near + ".")
            .orElse(";")
        + " GET /v1/adapter_methods lists the methods that are";
  }

  /** The method of another library that a name is, or is nearer to than to any preset's. */
  private static Optional<String> other(String name) {
    List<String> all =
        Stream.of(
                Presets.byName().keySet().stream(),
                OWN.keySet().stream(),
                ELSEWHERE.keySet().stream())
            .flatMap(names -> names)
            .sorted()
            .toList();
    return Suggestion.nearest(plain(name), all).filter(ELSEWHERE::containsKey);
  }

  private static Optional<String> preset(String name) {
    Set<String> all = new TreeSet<>(OWN.keySet());
    all.addAll(Presets.byName().keySet());
    return Suggestion.nearest(plain(name), all).map(near -> OWN.getOrDefault(near, near));
  }

  private static String plainly(String name) {
    return name.substring(PEFT.length());
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
  }

  private static Map<String, Optional<String>> elsewhere() {
    Map<String, Optional<String>> methods = new HashMap<>();
    methods.put("multitask_prompt_tuning", Optional.of("peft_prompt_tuning"));
    List.of("loha", "lokr").forEach(name -> methods.put(name, Optional.of("lora")));
    List.of("bitfit", "oft", "boft").forEach(name -> methods.put(name, Optional.empty()));
    return Map.copyOf(methods);
  }
}
