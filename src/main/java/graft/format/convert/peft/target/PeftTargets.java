package graft.format.convert.peft.target;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import graft.architecture.SpanPrefix;
import graft.format.FormatRefusal;
import graft.spec.adapter.target.TargetModules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which linear layers a PEFT configuration adapts, and what it says of single ones, by PEFT's own
 * rules ({@code check_target_module_exists}, {@code get_pattern_key}). Paths are those in the model
 * with a head, as the file spells them, but for what it may call the base model.
 */
public final class PeftTargets {
  private static final String TARGETS = "target_modules";
  private static final String EXCLUDED = "exclude_modules";
  private static final String ALL = "all-linear";
  private static final List<String> PATTERNS = List.of("rank_pattern", "alpha_pattern");

  /** Most modules that a list names. */
  private static final int MOST_NAMES = 10_000;

  /** Most steps that the matchers of one attribute have together, plain names apart. */
  private static final long MOST_STEPS = 20_000;

  /** More than any model has layers. */
  private static final int MOST_LAYERS = 1_000;

  private static final Pattern ANY_LAYER = Pattern.compile(".*?\\.[^.]*\\.(\\d+)\\..*");

  private final Map<String, @Nullable Object> config;
  private final Optional<SpanPrefix> spans;
  private final Map<String, PeftPattern> whole = new HashMap<>();
  private final List<Pattern> layers;

  /** What single modules have, by attribute, in the order of the file. */
  private final Map<String, List<Single>> singles = new HashMap<>();

  /**
   * What the file says of modules that fit a pattern.
   *
   * @param key as it is written
   * @param pattern of a key that is not plain
   */
  private record Single(String key, Optional<PeftPattern> pattern, Object value) {
    boolean fits(String path) {
      return pattern.map(one -> one.matches(path)).orElseGet(() -> PeftPattern.isEnd(key, path));
    }
  }

  /**
   * @param config as the file has it
   * @param spans what it calls the base model, if it is of a class that calls it so
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} if there is a regular expression
   *     that is not read, or there are too many
   */
  public PeftTargets(Map<String, @Nullable Object> config, Optional<SpanPrefix> spans) {
    this.config = config;
    this.spans = spans;
    for (String attribute : List.of(TARGETS, EXCLUDED)) {
      switch (config.get(attribute)) {
        case String expression when !expression.equals(ALL) ->
            whole.put(attribute, PeftPattern.whole(attribute, expression));
        case List<?> names -> requireAtMost(MOST_NAMES, names.size(), attribute, "names");
        case null, default -> {}
      }
    }
    PATTERNS.forEach(attribute -> singles.put(attribute, singles(attribute)));
    if (config.get("layers_to_transform") instanceof List<?> several) {
      requireAtMost(MOST_LAYERS, several.size(), "layers_to_transform", "layers");
    }
    layers = layers(config.get("layers_pattern"));
  }

  private static List<Pattern> layers(@Nullable Object said) {
    List<?> names =
        switch (said) {
          case String one when !one.isEmpty() -> List.of(one);
          case List<?> several -> several;
          case null, default -> List.of();
        };
    requireAtMost(MOST_LAYERS, names.size(), "layers_pattern", "names");
    long steps = 0;
    List<Pattern> patterns = new ArrayList<>();
    for (Object name : names) {
      PeftPattern pattern =
          PeftPattern.whole("layers_pattern", "(?:^|.*?\\.)%s\\.(\\d+)\\..*".formatted(name));
      steps += pattern.steps();
      requireAtMost(MOST_STEPS, steps, "layers_pattern", "steps to match");
      patterns.add(pattern.pattern());
    }
    return patterns.isEmpty() ? List.of(ANY_LAYER) : List.copyOf(patterns);
  }

  private List<Single> singles(String attribute) {
    List<Single> all = new ArrayList<>();
    long steps = 0;
    if (config.get(attribute) instanceof Map<?, ?> patterns) {
      requireAtMost(MOST_NAMES, patterns.size(), attribute, "keys");
      for (Map.Entry<?, ?> entry : patterns.entrySet()) {
        String key = String.valueOf(entry.getKey());
        Optional<PeftPattern> pattern =
            PeftPattern.isPlain(key)
                ? Optional.empty()
                : Optional.of(PeftPattern.end(attribute, key));
        steps += pattern.map(PeftPattern::steps).orElse(0L);
        requireAtMost(MOST_STEPS, steps, attribute, "steps to match");
        if (entry.getValue() != null) {
          all.add(new Single(key, pattern, entry.getValue()));
        }
      }
    }
    return List.copyOf(all);
  }

  private static void requireAtMost(long most, long found, String attribute, String what) {
    if (found > most) {
      throw FormatRefusal.of("%s has more than %d %s".formatted(attribute, most, what));
    }
  }

  /** Whether the configuration says anything; PEFT has tables for those that do not. */
  public boolean areSaid() {
    return config.get(TARGETS) != null;
  }

  /** Whether a linear layer of the base model is adapted. */
  public boolean has(String asked) {
    String path = written(asked);
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

  private String written(String path) {
    return spans.map(prefix -> prefix.inClass(path)).orElse(path);
  }

  /** By a regular expression for the whole path, or a list of paths and ends of these. */
  private boolean isListed(String attribute, String path) {
    return switch (config.get(attribute)) {
      case String _ -> Objects.requireNonNull(whole.get(attribute)).matches(path);
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

  /** The first number behind the name of the list of layers, or behind any name. */
  private Optional<Integer> layer(String path) {
    return layers.stream()
        .map(pattern -> pattern.matcher(path))
        .filter(Matcher::matches)
        .findFirst()
        .map(found -> Integer.valueOf(found.group(found.groupCount())));
  }

  /** What {@code rank_pattern} or {@code alpha_pattern} says of a module: the first that fits. */
  public Optional<Object> value(String attribute, String asked) {
    String path = written(asked);
    return of(attribute).stream()
        .filter(single -> single.fits(path))
        .findFirst()
        .map(Single::value);
  }

  private List<Single> of(String attribute) {
    return Objects.requireNonNull(singles.get(attribute));
  }

  /** The keys of the patterns that fit none of these modules: PEFT passes them over. */
  public Set<String> idle(String attribute, Collection<String> paths) {
    List<String> written = paths.stream().map(this::written).toList();
    return of(attribute).stream()
        .filter(single -> written.stream().noneMatch(single::fits))
        .map(Single::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The same for some modules without regular expressions, in no order: as it is written where that
   * is so already, else by whole paths. Patterns that fit none of the modules are left out.
   *
   * @param spelled the modules as the file spells them, by their whole paths
   */
  public Map<String, Object> plain(String attribute, SortedMap<String, String> spelled) {
    Map<String, Object> plain = new TreeMap<>();
    Set<String> idle = idle(attribute, spelled.values());
    List<Single> used =
        of(attribute).stream().filter(single -> !idle.contains(single.key())).toList();
    boolean isPlain = used.stream().allMatch(one -> TargetModules.isPlain(one.key()));
    if (isPlain
        && spelled.entrySet().stream()
            .allMatch(
                path -> named(used, path.getKey()).equals(said(attribute, path.getValue())))) {
      used.forEach(one -> plain.put(one.key(), one.value()));
    } else {
      spelled.forEach((path, asWritten) ->
          value(attribute, asWritten).ifPresent(value -> plain.put(path, value)));
    }
    return plain;
  }

  private static Set<Object> named(List<Single> used, String path) {
    return used.stream()
        .filter(single -> TargetModules.isNamed(path, single.key()))
        .map(Single::value)
        .collect(Collectors.toSet());
  }

  private Set<Object> said(String attribute, String path) {
    return value(attribute, path).stream().collect(Collectors.toSet());
  }
}
