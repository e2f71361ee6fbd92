package graft.template.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a call is given.
 *
 * @param positional in their order
 * @param named in the order in which they were written
 */
public record Arguments(List<Value> positional, Map<String, Value> named) {
  public static final Arguments NONE = of();

  public Arguments {
    positional = List.copyOf(positional);
    named = new LinkedHashMap<>(named);
  }

  /** Arguments without names. */
  public static Arguments of(Value... values) {
    return new Arguments(List.of(values), Map.of());
  }

  /** All but the first ones. */
  public Arguments without(int first) {
    return new Arguments(positional.subList(first, positional.size()), named);
  }

  /**
   * Gives each argument its parameter.
   *
   * @param function how it is called in a message
   * @param parameters their names, in order
   * @throws PythonError if there are more, or others
   */
  public Bound bind(String function, String... parameters) {
    if (positional.size() > parameters.length) {
      throw PythonError.type(
          "%s() takes at most %d arguments (%d given)"
              .formatted(function, parameters.length, positional.size()));
    }
    Map<String, Value> bound = new LinkedHashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      bound.put(parameters[i], positional.get(i));
    }
    named.forEach((name, value) -> {
      if (!List.of(parameters).contains(name)) {
        throw PythonError.type(
            "%s() got an unexpected keyword argument '%s'".formatted(function, name));
      }
      if (bound.put(name, value) != null) {
        throw PythonError.type(
            "%s() got multiple values for argument '%s'".formatted(function, name));
      }
    });
    return new Bound(function, bound);
  }

  /** Arguments by their parameters. */
  public record Bound(String function, Map<String, Value> values) {
    /** An argument that must be there. */
    public Value get(String parameter) {
      Value value = values.get(parameter);
      if (value == null) {
        throw PythonError.type(
            "%s() missing required argument: '%s'".formatted(function, parameter));
      }
      return value;
    }

    /** An argument, or what stands for it. */
    public Value get(String parameter, Value otherwise) {
      return values.getOrDefault(parameter, otherwise);
    }

    /** An argument unless it is left out or {@code None}. */
    public Optional<Value> some(String parameter) {
      @Nullable Value value = values.get(parameter);
      return Optional.ofNullable(value).filter(given -> given != None.NONE);
    }
  }
}
