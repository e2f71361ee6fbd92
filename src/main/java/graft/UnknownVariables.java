package graft;

import graft.spec.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Environment variables that are meant for this service and that it does not know. */
final class UnknownVariables {
  private static final String PROPERTIES = "graft.";
  private static final String VARIABLES = "GRAFT_";

  private UnknownVariables() {}

  /** One line that names them all, with what was probably meant; empty where all are known. */
  static Optional<String> warning(ConfigurableEnvironment environment) {
    Collection<String> known = known(environment);
    List<String> unknown =
        names(environment, true)
            .filter(name -> name.startsWith(VARIABLES))
            .filter(name -> !known.contains(name) && !known.contains(joined(name, known)))
            .sorted()
            .map(name -> name + hint(name, known))
            .toList();
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of("not known and without effect: " + String.join(", ", unknown));
  }

  /** Every setting has a default, and so stands in the defaults' file. */
  private static Collection<String> known(ConfigurableEnvironment environment) {
    return names(environment, false)
        .filter(name -> name.startsWith(PROPERTIES))
        .map(name -> name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@code GRAFT_FILES_MAXBYTES} is {@code GRAFT_FILES_MAX_BYTES} too. */
  private static String joined(String name, Collection<String> known) {
    return known.stream()
        .filter(one -> one.replace("_", "").equals(name.replace("_", "")))
        .findFirst()
        .orElse(name);
  }

  private static String hint(String name, Collection<String> known) {
    return Suggestion.nearest(name, known).map(near -> " (did you mean " + near + "?)").orElse("");
  }

  private static Stream<String> names(ConfigurableEnvironment environment, boolean ofVariables) {
    return environment.getPropertySources().stream()
        .filter(source -> isOfVariables(source.getName()) == ofVariables)
        .filter(EnumerablePropertySource.class::isInstance)
        .flatMap(source -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()));
  }

  private static boolean isOfVariables(String source) {
    return source.startsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
  }
}
