package graft.spec.job;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Layers whose adapters are off in training (AdapterDrop, Rücklé et al. 2021).
 *
 * @param layers counted from 0, a decoder's behind an encoder's
 * @param areDrawn whether each pass leaves out the first few of them, as many as it draws
 */
public record AdapterDrop(Set<Integer> layers, boolean areDrawn) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "oneOf",
          List.of(
              Map.of("type", "integer", "minimum", 1, "maximum", 1_000),
              Map.of("type", "array", "items", Map.of("type", "integer", "minimum", 0))));

  private static final int MOST = 1_000;
  private static final String EXPECTED = "a number from 1 to 1000, or a list of layers from 0 on";

  public AdapterDrop {
    layers = new TreeSet<>(layers);
    if (layers.isEmpty() || layers.size() > MOST || layers.stream().anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(EXPECTED);
    }
  }

  public static AdapterDrop read(Object json) {
    if (json instanceof Integer most && most >= 1 && most <= MOST) {
      return new AdapterDrop(IntStream.range(0, most).boxed().collect(Collectors.toSet()), true);
    }
    if (json instanceof List<?> named && named.stream().allMatch(Integer.class::isInstance)) {
      return new AdapterDrop(
          named.stream().map(Integer.class::cast).collect(Collectors.toSet()), false);
    }
    throw new IllegalArgumentException(EXPECTED);
  }

  /**
   * The layers of a pass.
   *
   * @param drawn from 0 to below 1
   */
  public Set<Integer> of(double drawn) {
    return areDrawn
        ? IntStream.range(0, (int) (drawn * (layers.size() + 1)))
            .boxed()
            .collect(Collectors.toSet())
        : layers;
  }

  @Override
  public Object json() {
    return areDrawn ? (Object) layers.size() : List.copyOf(layers);
  }
}
