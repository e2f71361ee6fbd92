package graft.spec.adapter;

import graft.spec.Codec;
import graft.spec.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * By how much a bottleneck is narrower than the hidden size: one number, or a number for each layer
 * with a {@code default} for the rest.
 *
 * @param layers factor by decimal layer index or {@code "default"}; a single number is the default
 *     alone
 */
public record ReductionFactor(Map<String, Double> layers) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "description",
          "A number above 0, or an object from layer index or \"default\" to such a number",
          "type",
          List.of("number", "object"));
  private static final String DEFAULT = "default";

  public ReductionFactor {
    layers = Map.copyOf(layers);
    for (double factor : layers.values()) {
      if (!(factor > 0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException("above 0");
      }
    }
  }

  public static ReductionFactor of(double factor) {
    return new ReductionFactor(Map.of(DEFAULT, factor));
  }

  public static ReductionFactor read(Object json) {
    if (json instanceof Number factor) {
      return of(factor.doubleValue());
    }
    if (json instanceof Map<?, ?> map
        && !map.isEmpty()
        && map.values().stream().allMatch(Number.class::isInstance)) {
      Map<String, Double> layers = new LinkedHashMap<>();
      map.forEach((layer, factor) -> layers.put(layer.toString(), ((Number) factor).doubleValue()));
      if (layers.keySet().stream().allMatch(layer -> layer.matches("\\d{1,4}|default"))) {
        return new ReductionFactor(layers);
      }
    }
    throw new IllegalArgumentException(
        "a number above 0, or an object from layer index or \"default\" to such a number");
  }

  public boolean isMapping() {
    return layers.size() > 1 || !layers.containsKey(DEFAULT);
  }

  /** Whether the mapping says what to do for this layer. */
  public boolean covers(int layer) {
    return layers.containsKey(Integer.toString(layer)) || layers.containsKey(DEFAULT);
  }

  /**
   * The bottleneck's width for a layer: {@code max(1, int(hidden // factor))}, a floor division
   * also for fractional factors.
   *
   * @throws IllegalArgumentException if the mapping does not cover the layer
   */
  public int width(int hidden, int layer) {
    Double factor = layers.getOrDefault(Integer.toString(layer), layers.get(DEFAULT));
    if (factor == null) {
      throw new IllegalArgumentException(
          "reduction_factor has neither layer " + layer + " nor a default");
    }
    return (int) Math.max(1, Math.floor(hidden / factor));
  }

  @Override
  public Object json() {
    return isMapping() ? whole(layers) : Codec.number(layers.getOrDefault(DEFAULT, 1.0));
  }

  private static Map<String, Object> whole(Map<String, Double> factors) {
    Map<String, Object> json = new LinkedHashMap<>();
    factors.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> json.put(e.getKey(), Codec.number(e.getValue())));
    return json;
  }
}
