package graft.spec.adapter.attribute;

import graft.spec.Codec;
import graft.spec.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * By how much a bottleneck is narrower than the hidden size: one number, or a number for each layer
 * with a {@code default} for the rest.
 */
public sealed interface ReductionFactor extends JsonValue {
  Map<String, Object> SCHEMA =
      Map.of(
          "description",
          "A number above 0, or an object from layer index or \"default\" to such a number",
          "type",
          List.of("number", "object"),
          "properties",
          Map.of("default", Map.of("type", "number")),
          "additionalProperties",
          Map.of("type", "number"));

  /** The same for all layers. */
  record Even(double factor) implements ReductionFactor {
    public Even {
      requireFactor(factor);
    }

    @Override
    public boolean covers(int layer) {
      return true;
    }

    @Override
    public double of(int layer) {
      return factor;
    }

    @Override
    public Object json() {
      return Codec.number(factor);
    }
  }

  /**
   * By layer.
   *
   * @param factors by decimal layer index or {@code "default"}
   */
  record ByLayer(Map<String, Double> factors) implements ReductionFactor {
    private static final String DEFAULT = "default";

    public ByLayer {
      factors = Map.copyOf(factors);
      factors.values().forEach(ReductionFactor::requireFactor);
      if (factors.isEmpty() || !factors.keySet().stream().allMatch(ByLayer::isLayer)) {
        throw new IllegalArgumentException(EXPECTED);
      }
    }

    private static boolean isLayer(String key) {
      return key.matches("\\d{1,4}|" + DEFAULT);
    }

    @Override
    public boolean covers(int layer) {
      return factors.containsKey(Integer.toString(layer)) || factors.containsKey(DEFAULT);
    }

    @Override
    public double of(int layer) {
      Double factor = factors.getOrDefault(Integer.toString(layer), factors.get(DEFAULT));
      if (factor == null) {
        throw new IllegalArgumentException(
            "reduction_factor has neither layer " + layer + " nor a default");
      }
      return factor;
    }

    /** The keys that are layers. */
    public Stream<String> layers() {
      return factors.keySet().stream().filter(key -> !key.equals(DEFAULT)).sorted();
    }

    @Override
    public Object json() {
      Map<String, Object> json = new LinkedHashMap<>();
      factors.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(e -> json.put(e.getKey(), Codec.number(e.getValue())));
      return json;
    }
  }

  String EXPECTED =
      "a number above 0, or an object from layer index or \"default\" to such a number";

  static ReductionFactor read(Object json) {
    if (json instanceof Number factor) {
      return new Even(factor.doubleValue());
    }
    if (json instanceof Map<?, ?> map && map.values().stream().allMatch(Number.class::isInstance)) {
      Map<String, Double> factors = new LinkedHashMap<>();
      map.forEach(
          (layer, factor) -> factors.put(layer.toString(), ((Number) factor).doubleValue()));
      return new ByLayer(factors);
    }
    throw new IllegalArgumentException(EXPECTED);
  }

  /** Whether it says what to do for this layer. */
  boolean covers(int layer);

  /**
   * The factor of a layer.
   *
   * @throws IllegalArgumentException if it does not cover the layer
   */
  double of(int layer);

  /**
   * The bottleneck's width for a layer: {@code max(1, int(hidden // factor))}, a floor division
   * also for fractional factors; the largest number where it would be larger.
   *
   * @throws IllegalArgumentException if it does not cover the layer
   */
  default long width(long hidden, int layer) {
    return (long) Math.max(1, Math.floor(hidden / of(layer)));
  }

  private static void requireFactor(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("above 0");
    }
  }
}
