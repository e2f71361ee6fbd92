package graft.api.job;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A number that OpenAI's clients may leave to the service.
 *
 * @param value empty for {@code "auto"}
 */
record Hyperparameter(Optional<Double> value) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of("type", List.of("number", "string"), "description", "A number, or auto");

  private static final String AUTO = "auto";

  public static Hyperparameter read(Object json) {
    return switch (json) {
      case Number number -> new Hyperparameter(Optional.of(number.doubleValue()));
      case String text when text.equals(AUTO) -> new Hyperparameter(Optional.empty());
      default -> throw new IllegalArgumentException("a number or \"auto\"");
    };
  }

  @Override
  public Object json() {
    return value.isPresent() ? value.get() : AUTO;
  }
}
