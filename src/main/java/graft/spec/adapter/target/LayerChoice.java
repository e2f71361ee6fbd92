package graft.spec.adapter.target;

import graft.spec.JsonValue;
import graft.spec.scalar.Scalars;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which layers are meant: all, or those of these numbers, where a decoder's go on behind an
 * encoder's.
 *
 * @param some empty for all
 */
public record LayerChoice(List<Integer> some) implements JsonValue {
  public static final LayerChoice ALL = new LayerChoice(List.of());

  public static final Map<String, Object> SCHEMA =
      Map.of(
          "oneOf",
          List.of(
              Map.of("type", "string", "enum", List.of("all")),
              Map.of("type", "array", "items", Map.of("type", "integer", "minimum", 0))));

  private static final String WORD = "all";
  private static final String EXPECTED = "\"all\" or a list of layers, counted from 0";

  public LayerChoice {
    some = some.stream().distinct().sorted().toList();
    if (some.stream().anyMatch(layer -> layer < 0)) {
      throw new IllegalArgumentException(EXPECTED);
    }
  }

  public static LayerChoice read(Object json) {
    if (Objects.equals(json, WORD)) {
      return ALL;
    }
    if (json instanceof List<?> layers && !layers.isEmpty()) {
      return new LayerChoice(layers.stream().map(LayerChoice::layer).toList());
    }
    throw new IllegalArgumentException(EXPECTED);
  }

  private static Integer layer(@Nullable Object json) {
    try {
      return (Integer) Scalars.read(Objects.requireNonNullElse(json, ""), Integer.class);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(EXPECTED, e);
    }
  }

  public boolean has(int layer) {
    return some.isEmpty() || some.contains(layer);
  }

  @Override
  public Object json() {
    return some.isEmpty() ? WORD : some;
  }
}
