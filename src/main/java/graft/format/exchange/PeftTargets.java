package graft.format.exchange;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import graft.spec.adapter.TargetModules;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which linear layers a PEFT configuration adapts, and what it says of single ones, by PEFT's own
 * rules ({@code check_target_module_exists}, {@code get_pattern_key}). Paths are those in the model
 * with a head, as the file spells them.
 */
record PeftTargets(Map<String, @Nullable Object> config) {
  private static final String TARGETS = "target_modules";
  private static final String EXCLUDED = "exclude_modules";
  private static final String ALL = "all-linear";
  private static final Pattern ANY_LAYER = Pattern.compile(".*\\.[^.]*\\.(\\d+)\\..*");

  /** Whether the configuration says anything; PEFT has tables for those that do not. */
  boolean areSaid() {
    return config.get(TARGETS) != null;
  }

  /** Whether a linear layer of the base model is adapted. */
  boolean has(String path) {
    if (isListed(EXCLUDED, path)) {
      return false;
    }
    return switch (config.get(TARGETS)) {
      case String all when all.equals(ALL) -> true;
      case List<?> names when names.contains(path) -> true;
      case List<?> _ -> isListed(TARGETS, path) && isInLayers(path);
      case null, default -> isListed(TARGETS, path);
    };
  }

  /** By a regular expression for the whole path, or a list of paths and ends of these. */
  private boolean isListed(String attribute, String path) {
    return switch (config.get(attribute)) {
      case String expression -> PeftPattern.whole(attribute, expression).matches(path);
      case List<?> names ->
          names.stream().anyMatch(name -> path.equals(name) || path.endsWith("." + name));
      case null, default -> false;
    };
  }

  private boolean isInLayers(String path) {
    return switch (config.get("layers_to_transform")) {
      case Integer one -> layer(path).equals(Optional.of(one));
      case List<?> several when !several.isEmpty() ->
          layer(path).filter(several::contains).isPresent();
      case null, default -> true;
    };
  }

  /** The number behind the name of the list of layers, or behind any name. */
  private Optional<Integer> layer(String path) {
    Stream<String> lists =
        switch (config.get("layers_pattern")) {
          case String one when !one.isEmpty() -> Stream.of(one);
          case List<?> several -> several.stream().map(Object::toString);
          case null, default -> Stream.of();
        };
    List<Pattern> patterns =
        lists
            .map(name ->
                PeftPattern.whole("layers_pattern", ".*\\.%s\\.(\\d+)\\..*".formatted(name)))
            .map(PeftPattern::pattern)
            .toList();
    return (patterns.isEmpty() ? List.of(ANY_LAYER) : patterns)
        .stream()
            .map(pattern -> pattern.matcher(path))
            .filter(Matcher::matches)
            .findFirst()
            .map(found -> Integer.valueOf(found.group(found.groupCount())));
  }

  /** What {@code rank_pattern} or {@code alpha_pattern} says of a module: the first that fits. */
  Optional<Object> value(String attribute, String path) {
    return patterns(attribute).entrySet().stream()
        .filter(pattern -> PeftPattern.end(attribute, pattern.getKey().toString()).matches(path))
        .findFirst()
        .map(Map.Entry::getValue);
  }

  private Map<?, ?> patterns(String attribute) {
    return config.get(attribute) instanceof Map<?, ?> patterns ? patterns : Map.of();
  }

  /**
   * The same for some modules without regular expressions, in no order: as it is written where that
   * is so already, else by whole paths.
   */
  Map<String, Object> plain(String attribute, Collection<String> paths) {
    Map<String, Object> plain = new TreeMap<>();
    boolean isPlain =
        patterns(attribute).keySet().stream()
            .allMatch(key -> TargetModules.isPlain(key.toString()));
    if (isPlain && paths.stream().allMatch(path -> isAgreed(attribute, path))) {
      patterns(attribute).forEach((key, value) -> plain.put(key.toString(), value));
    } else {
      paths.forEach(path -> value(attribute, path).ifPresent(value -> plain.put(path, value)));
    }
    return plain;
  }

  private boolean isAgreed(String attribute, String path) {
    return patterns(attribute).entrySet().stream()
            .filter(pattern -> TargetModules.isNamed(path, pattern.getKey().toString()))
            .map(Map.Entry::getValue)
            .distinct()
            .count()
        < 2;
  }
}
